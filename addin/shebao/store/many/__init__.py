"""What many employers and many machines share: batches, holds, the pace at a bureau."""
