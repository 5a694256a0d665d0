"""Before measuring: what a server and the program do by themselves after a while."""

import gc

from sqlalchemy import Engine, text


def tidy(engine: Engine) -> None:
    statement = "ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    gc.collect()
    gc.freeze()
