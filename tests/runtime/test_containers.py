"""A smoke run on containers, where a Docker engine answers: the migrations, every role, data that outlives a stop."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest
import redis.asyncio

from shared.database.engine import Database
from shared.database.migrate import migrate
from shared.database.roles import Role
from shared.runtime.containers import POSTGRES_IMAGE, VALKEY_IMAGE, docker_answers, volume_of
from shared.runtime.servers import Servers
from shared.runtime.settings import Settings


@pytest.fixture
def folder() -> Iterator[Path]:
    if not docker_answers():
        pytest.skip("no Docker engine answers, or testcontainers is not installed")
    import docker

    engine = docker.from_env()
    for image in (POSTGRES_IMAGE, VALKEY_IMAGE):
        try:
            engine.images.get(image)
        except docker.errors.ImageNotFound:
            pytest.skip(f"the image {image} is not here")
    with TemporaryDirectory(prefix="bakti-containers-", dir="/tmp") as path:
        yield Path(path)
        engine.volumes.get(volume_of(Path(path) / "postgres")).remove()


async def test_the_house_stands_on_containers(folder: Path) -> None:
    settings = Settings(data_dir=folder)
    servers = Servers.start(settings, "containers")
    try:
        migrate(servers.database_url, book=Settings().book)
        database = Database(servers.database_url)
        for role in Role:
            connection = await database.connect(role)
            assert await connection.fetchval("SELECT current_user") == role.value
            await connection.close()
        async with redis.asyncio.from_url(servers.redis_url) as client:
            assert await client.ping()
    finally:
        servers.stop()
    again = Servers.start(settings, "containers")
    try:
        connection = await asyncpg.connect(again.database_url)
        assert await connection.fetchval("SELECT count(*) FROM revision.alembic_version") == 1
        await connection.close()
    finally:
        again.stop()
