"""The languages: texts, catalogues, countries, and the format of numbers and dates."""
