"""Mutations of valid submissions: nothing may crash, and no changed meaning may pass unseen."""
