"""The words for a status that are understood without a profile. Words of two meanings are left out on purpose.

Not here: 歇业 and 关停 (for good or for a time), "closed until", and whatever says nothing about operating.
"""

from resumetrack.model import Status

WORDS: dict[Status, tuple[str, ...]] = {
    Status.FULL: (
        "full", "fully open", "fully operating", "fully operational", "fully resumed", "full operation",
        "full production", "open", "opened", "reopened", "operating", "operational", "in operation", "resumed",
        "running", "normal", "normal operation", "normal production", "working", "at full capacity", "开工", "已开工",
        "全面开工", "全部开工", "完全开工", "正常开工", "复工", "已复工", "全面复工", "全部复工", "完全复工",
        "正常复工", "复产", "已复产", "全面复产", "全部复产", "复工复产", "已复工复产", "全面复工复产",
        "全部复工复产", "正常", "正常生产", "正常经营", "正常营业", "正常运营", "正常运行", "正常生产经营", "满产",
        "达产", "满负荷生产", "满负荷", "生产", "生产中", "在产", "营业", "营业中", "已营业", "运行", "运行中",
        "恢复生产", "已恢复生产", "已恢复正常生产",
    ),
    Status.PARTIAL: (
        "partial", "partially", "partially open", "partly open", "partially operating", "partly operating",
        "partially operational", "partially resumed", "partly resumed", "partial operation", "partial production",
        "limited", "limited operation", "reduced", "reduced operation", "reduced capacity", "部分开工", "部分复工",
        "部分复产", "部分复工复产", "部分生产", "部分营业", "部分经营", "部分运营", "部分运行", "部分恢复",
        "部分恢复生产", "局部开工", "局部复工", "局部生产", "半停产", "半开工", "限产", "未满产", "未达产",
    ),
    Status.SUSPENDED: (
        "suspended", "temporarily closed", "closed temporarily", "temporary closure", "temporarily suspended",
        "temporarily shut", "not open", "not operating", "not operational", "not resumed", "not yet resumed",
        "not yet open", "not reopened", "stopped", "halted", "paused", "idle", "shut down temporarily", "停工",
        "停产", "已停工", "已停产", "停工停产", "全面停工", "全面停产", "全部停工", "全部停产", "暂停", "暂停生产",
        "暂停营业", "暂停经营", "暂停运营", "暂时停工", "暂时停产", "暂时停业", "暂时关闭", "临时关闭", "临时停工",
        "临时停产", "临时停业", "未开工", "未复工", "未复产", "未复工复产", "未生产", "未营业", "未恢复",
        "未恢复生产", "尚未开工", "尚未复工", "尚未复产", "待复工", "待开工", "待复产", "停业", "停业(歇业)",
        "未开业",
    ),
    Status.CLOSED: (
        "closed", "closed for good", "permanently closed", "closed permanently", "permanent closure",
        "out of business", "bankrupt", "liquidated", "dissolved", "deregistered", "defunct", "关闭", "已关闭",
        "永久关闭", "当年关闭", "注销", "已注销", "吊销", "已吊销", "倒闭", "已倒闭", "破产", "已破产", "当年破产",
    ),
}  # fmt: skip

YES_NO_WORDS: dict[Status, tuple[str, ...]] = {
    Status.FULL: ("是", "yes", "y", "true", "1", "√", "✓"),
    Status.SUSPENDED: ("否", "no", "n", "false", "0", "×", "✗"),
}
