"""Figures from arrival to renewal: blocks, batches, the funnel and what is watched."""
