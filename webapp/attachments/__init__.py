"""Documents that people attach: checked, stored under random names, handed out."""
