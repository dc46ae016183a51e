"""What every page shares: language, answers in whole or in part, refusals, safety, logs."""
