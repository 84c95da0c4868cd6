"""Who may do what: users, their tokens, and the organizations they write for."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from tests.local_hub.clock import SEED_DATE
from tests.local_hub.database import Database, object_id


@dataclass(frozen=True)
class User:
    """A user behind one token. `role` is the token's: `read` looks, `write` and `fineGrained` also change."""

    name: str
    token: str
    role: str = "write"
    orgs: tuple[str, ...] = ()

    @property
    def can_write(self) -> bool:
        """Whether the token changes anything at all, pull requests included."""
        return self.role != "read"

    def owns(self, namespace: str | None) -> bool:
        """Whether the user's own commits go straight to the branches of this namespace."""
        return namespace is not None and namespace in (self.name, *self.orgs)

    def whoami(self) -> dict[str, Any]:
        """What whoami-v2 says about the token and its owner."""
        return {
            "type": "user",
            "id": object_id("user", self.name),
            "name": self.name,
            "fullname": self.name,
            "email": f"{self.name}@example.org",
            "emailVerified": True,
            "canPay": False,
            "isPro": False,
            "periodEnd": None,
            "avatarUrl": f"/avatars/{object_id('avatar', self.name)}.svg",
            "billingMode": "prepaid",
            "orgs": [
                {
                    "type": "org",
                    "id": object_id("org", org),
                    "name": org,
                    "fullname": org,
                    "email": None,
                    "canPay": False,
                    "periodEnd": None,
                    "avatarUrl": f"/avatars/{object_id('avatar', org)}.svg",
                    "roleInOrg": "write",
                    "isEnterprise": False,
                }
                for org in self.orgs
            ],
            "auth": {
                "type": "access_token",
                "accessToken": {"displayName": "local", "role": self.role, "createdAt": SEED_DATE},
            },
        }


class Users:
    """The users by token. They outlive the server, like everything else in its folder."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._by_token = {token: _user(body) for token, body in database.users()}

    def add(self, user: User) -> User:
        """Let a token in; the same token again replaces what was known about it."""
        self._database.save_user(user.token, asdict(user))
        self._by_token[user.token] = user
        return user

    def with_token(self, token: str) -> User | None:
        """The user behind a token."""
        return self._by_token.get(token)

    def __len__(self) -> int:
        return len(self._by_token)


def _user(body: dict[str, Any]) -> User:
    return User(**{**body, "orgs": tuple(body["orgs"])})
