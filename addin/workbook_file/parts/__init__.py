"""The parts of an .xlsx file: what is understood is edited, the rest is carried byte for byte."""
