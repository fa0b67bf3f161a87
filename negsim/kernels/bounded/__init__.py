"""Bounded search: one optimum with its ties, the k best, or any combination, proved by Lagrangian loss budgets."""
