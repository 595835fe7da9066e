"""The beneficiary's pages: home, forms, sending, following, PDF."""
