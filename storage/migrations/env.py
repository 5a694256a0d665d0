from typing import Any, Literal

from alembic import context

from storage.models import Base, UtcDateTime


def render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    return "UtcDateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render,
    compare_type=True,
    transaction_per_migration=False,
)
context.run_migrations()
