"""An .xlsx file as parts: what is understood is edited, the rest is carried byte for byte."""
