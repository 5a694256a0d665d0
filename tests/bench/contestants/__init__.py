"""Each module is a bot of its own and runs in a process of its own."""
