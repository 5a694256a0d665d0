"""What the bot can carry, beside its peers and its own ceiling: `make bench`. Linux only: reads /proc."""
