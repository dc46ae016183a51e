"""A family's rules: who watches as whom, the PIN, what each profile may see and spend."""
