"""What runs unattended: ten lines each, ids in, refetch, call a service."""
