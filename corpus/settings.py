"""Every setting of Casebook: environment variables with the prefix ``CASEBOOK_``, or a ``.env`` file beside the project.

Built once, in `main()` of a command or the lifespan of a server, and passed down; nothing reads the environment elsewhere.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

DEFAULT_ENCODER = "multilingual-e5-small"


class Settings(BaseSettings):
    """Frozen. Paths are taken relative to the working directory."""

    model_config = SettingsConfigDict(env_prefix="CASEBOOK_", env_file=".env", frozen=True, extra="ignore")

    data_dir: Path = Field(
        default=Path("data"), description="where the catalogue, the index, the files and the encoder live"
    )
    catalogue_url: str | None = Field(
        default=None,
        description="SQLAlchemy URL of the catalogue, such as postgresql+psycopg://...; SQLite in the data directory if unset",
    )
    qdrant_url: str | None = Field(
        default=None, description="a Qdrant server or cluster; if unset, the index runs inside the process"
    )
    qdrant_api_key: str | None = Field(default=None, description="API key of that server")
    qdrant_collection: str = Field(default="casebook", description="name of the Qdrant collection on that server")
    encoder: str = Field(
        default=DEFAULT_ENCODER,
        description="sentence-transformers model: a hub name or a folder; the default comes with the installation",
    )
    encoder_backend: str = Field(
        default="openvino", pattern="^(openvino|torch|onnx)$", description="how sentence-transformers runs it"
    )
    reranker: str = Field(
        default="",
        description="sentence-transformers CrossEncoder, a name on the model hub or a folder, that reads the best passages again; "
        "empty for none",
    )
    encoder_threads: int = Field(default=0, ge=0, description="threads of the encoder; 0 takes one for each core")
    cases_dir: Path | None = Field(
        default=None,
        description="folder of cases that `casebook up` keeps the archive filled with; the shipped ones if unset",
    )
    host: str = Field(default="127.0.0.1", description="address that API and front end listen on")
    api_port: int = Field(default=8000, ge=1, le=65535, description="port of the API")
    ui_port: int = Field(default=8501, ge=1, le=65535, description="port of the front end")
    api_url: str | None = Field(
        default=None, description="where the front end reaches the API; from host and port if unset"
    )
    public_api_url: str | None = Field(
        default=None, description="where a reader's browser reaches the API; as api_url if unset"
    )
    contact: str = Field(
        default="not-set@casebook.invalid",
        pattern=r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$",
        description="e-mail address where harvesters and crawlers of the API reach whoever runs it",
    )
    public_ui_url: str | None = Field(
        default=None, description="where a reader's browser reaches the front end; from host and port if unset"
    )
    api_token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="secret that lets whoever sends it upload, ingest and decide on proposals over the API, from anywhere",
    )
    answer_threshold: float = Field(
        default=0.82,
        ge=-1,
        le=2,
        description="how near the archive must come to a question to answer it; `casebook eval answers` finds it for another encoder",
    )
    record_gaps: bool = Field(
        default=True,
        description="keep the questions that the archive could not answer, without who asked; `casebook gaps` lists them",
    )
    generator_url: str | None = Field(
        default=None,
        description="an OpenAI-compatible endpoint (`https://host/v1`) that writes answers from cited sentences; nothing is sent if unset",
    )
    generator_key: SecretStr | None = Field(default=None, description="API key of that endpoint, if it wants one")
    generator_model: str | None = Field(default=None, description="model that the endpoint is asked for")
    generator_seconds: float = Field(
        default=20, gt=0, le=120, description="after so many seconds an answer is given without written text"
    )
    form_rate: str = Field(
        default="120/minute",
        pattern=r"^[1-9][0-9]{0,6}/(second|minute|hour|day)$",
        description="requests for forms of programmes that one address may make; a class behind one router is one address",
    )
    past_snapshots: int = Field(
        default=3,
        ge=1,
        description="older states of the archive kept ready to be asked; each takes as much disk as catalogue and index",
    )
    exchange_rates: Path | None = Field(
        default=None,
        description="CSV of annual rates (`currency,year,per_usd,source`) that come before the shipped ones when costs are compared",
    )
    price_index: Path | None = Field(
        default=None,
        description="CSV of a US price index (`year,index,source`) that costs are compared by instead of the shipped one",
    )
    parse_seconds: int = Field(default=120, ge=1, description="time limit for parsing one file, in seconds")
    parse_memory_mb: int = Field(default=3072, ge=256, description="memory limit for parsing one file, in MiB")
    max_file_mb: int = Field(default=200, ge=1, description="largest file that is taken, in MiB")
    max_pages: int = Field(default=2000, ge=1, description="most pages of one document")
    allow_private_addresses: bool = Field(
        default=False,
        description="fetch from addresses inside this machine and its network too; trust every source first",
    )
    source_delay: float = Field(
        default=1.0,
        ge=0,
        description="least time between two requests to one host, in seconds; robots.txt may ask for more",
    )
    source_items: int = Field(default=1000, ge=1, description="most documents that one source may bring in one run")
    source_contact: str | None = Field(
        default=None, description="address that hosts are told in the User-Agent, where they can reach whoever fetches"
    )

    @property
    def catalogue(self) -> str:
        """SQLAlchemy URL of the catalogue."""
        return self.catalogue_url or f"sqlite:///{self.data_dir / 'catalogue.sqlite3'}"

    @property
    def index_dir(self) -> Path:
        return self.data_dir / "index"

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"

    @property
    def snapshots_dir(self) -> Path:
        """Older states of the archive that were asked; made again when missing."""
        return self.data_dir / "snapshots"

    @property
    def models_dir(self) -> Path:
        return self.data_dir / "models"

    @property
    def api(self) -> str:
        """Address of the API as the front end and the command line reach it, without a closing slash."""
        return (self.api_url or f"http://{self.host}:{self.api_port}").rstrip("/")

    @property
    def public_api(self) -> str:
        """Address of the API as a browser reaches it, without a closing slash."""
        return (self.public_api_url or self.api).rstrip("/")

    @property
    def public_ui(self) -> str:
        """Address of the front end as a browser reaches it, without a closing slash."""
        return (self.public_ui_url or f"http://{self.host}:{self.ui_port}").rstrip("/")


def settings_table() -> str:
    """Every setting as a Markdown table, with its default and meaning; the README holds this text, and a test keeps it there."""
    rows = [
        f"| `CASEBOOK_{name.upper()}` | {_shown(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| Variable | Default | What it sets |", "|---|---|---|", *rows])


def _shown(default: object) -> str:
    return "" if default is None else f"`{default}`"
