"""Why somebody is not taken on, changed or let go: nothing was written."""

from flask_babel import gettext as _

from ...web.errors import Refusal


class StaffKnown(Refusal):
    """Somebody with this address works here already."""

    def words(self) -> str:
        """Say so."""
        return _("这个邮箱已经有人用了，人也在这里工作。")


class NoSuchStaff(Refusal):
    """Nobody with this address works here."""

    status = 404

    def words(self) -> str:
        """Say so."""
        return _("这里没有这个人，或者已经离开了。")


class NoRole(Refusal):
    """Nobody works here without a role."""

    status = 422

    def words(self) -> str:
        """Say what else to do."""
        return _("至少选一个角色。什么都不该打开了，就让这个人离开。")


class NameMissing(Refusal):
    """Somebody is to be taken on whom colleagues could not call by a name."""

    status = 422

    def words(self) -> str:
        """Ask for it."""
        return _("请写下同事怎么称呼这个人。")


class EmailUnreadable(Refusal):
    """What was typed is no e-mail address."""

    status = 422

    def words(self) -> str:
        """Ask for one."""
        return _("这不像邮箱地址。")


class LastOwner(Refusal):
    """The only owner stays one: nobody could say any more who works here."""

    def words(self) -> str:
        """Say what comes first."""
        return _("这是唯一的店主，不能离开，也不能不当店主。先给另一个人店主的角色。")


class NotYours(Refusal):
    """Whoever asks was an owner when the page was opened, and is none any more."""

    status = 403

    def words(self) -> str:
        """Say so."""
        return _("你刚才已经不是店主了，什么都没有改。")
