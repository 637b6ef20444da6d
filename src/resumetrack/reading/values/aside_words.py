"""The words that head rows which speak of no enterprise: totals and averages, remarks, signatures.

In simplified characters and lower case, as they are compared. A word is *sure* if it means nothing else where an
enterprise or the value of a dimension should stand; the others might also be its name (ALL, SUM, 计).
"""

SURE_TOTALS: dict[str, tuple[str, ...]] = {
    "Chinese, Japanese": ("全国", "全省", "全市", "全县", "全区", "全域", "汇总", "汇总数", "全行业", "全部行业",
                          "全产业", "全产业计", "调查产业计"),
    "English": (
        "total", "totals", "grand total", "sub total", "sub-total", "subtotal", "subtotals", "overall total",
        "over-all total", "sum total", "total sum", "all total", "total all", "overall",
    ),
    "German": ("gesamt", "insgesamt", "gesamtsumme", "zwischensumme", "gesamtergebnis"),
    "French": ("total général", "total general", "sous-total", "sous total", "totaux"),
    "Spanish, Portuguese": ("total geral", "totales", "totais", "total nacional"),
    "Italian": ("totale", "totali", "totale generale", "subtotale"),
    "Dutch": ("totaal", "eindtotaal", "subtotaal"),
    "Scandinavian, Finnish": ("totalt", "sammanlagt", "i alt", "yhteensä"),
    "Polish, Czech": ("ogółem", "razem", "łącznie", "celkem"),
    "Russian": ("итого", "всего", "общий итог", "итог"),
    "Turkish": ("toplam", "genel toplam", "ara toplam"),
    "Korean": ("합계", "총계", "소계", "전국", "전산업", "전 산업"),
    "Vietnamese": ("tổng cộng", "tổng số"),
}  # fmt: skip
POSSIBLE_TOTALS: dict[str, tuple[str, ...]] = {
    "Chinese, Japanese": ("计", "全体", "全部"),
    "English": ("all", "sum", "all-india", "all india"),
    "German": ("summe", "alle", "industrie gesamt", "wirtschaft gesamt",
               "branchen gesamt", "gesamtwirtschaft", "gesamte wirtschaft", "alle branchen", "alle wirtschaftszweige",
               "alle wirtschaftsbereiche"),
    "French": ("ensemble", "somme", "tous", "toutes", "ensemble des secteurs", "ensemble des branches",
               "ensemble des activités", "ensemble des industries", "ensemble des régions", "ensemble des entreprises",
               "ensemble de l'économie", "tous secteurs", "tous les secteurs", "toutes branches",
               "toutes les branches"),
    "Spanish, Portuguese": ("suma", "soma", "todos", "todas"),
    "Italian": ("somma", "tutti", "tutte"),
    "Dutch": ("alles", "som"),
    "Scandinavian": ("summa", "alla", "alle"),
    "Russian": ("все", "сумма"),
    "Turkish": ("tümü", "hepsi"),
    "Korean": ("계", "전체"),
}  # fmt: skip
AVERAGES = (
    "平均", "平均数", "平均值", "average", "averages", "mean", "median", "durchschnitt", "mittelwert", "moyenne",
    "promedio", "média", "gemiddelde", "среднее", "ortalama", "평균",
)  # fmt: skip
"""What may stand in place of a total, too, and is no sum."""

ALL_OF = (
    "industry", "industries", "sector", "sectors", "branch", "branches", "activity", "activities", "region", "regions",
    "area", "areas", "province", "provinces", "state", "states", "county", "counties", "district", "districts",
    "country", "countries", "city", "cities", "town", "towns", "municipalities", "enterprise", "enterprises", "firm",
    "firms", "company", "companies", "business", "businesses", "employer", "employers", "establishment",
    "establishments", "facility", "facilities", "site", "sites", "size", "sizes", "size class", "size classes",
    "size bands", "category", "categories", "type", "types", "group", "groups", "class", "classes", "division",
    "divisions", "section", "sections", "ownership", "ownership types",
)  # fmt: skip
"""What "all ..." and "total ..." may go on with as a total; the other industries are none."""

OF_ALL = ("employer", "economic", "reporting", "responding", "registered", "surveyed")
"""What may stand between "total" and those, and names no part of them."""

WHOLE_PLACES = (
    "national", "nationwide", "country", "nation", "state", "us", "u.s.", "usa", "u.s.a.", "united states", "uk",
    "u.k.", "united kingdom", "eu", "world", "global", "economy", "all industry", "all-industry", "all industries",
)  # fmt: skip
"""What stands before "total" in the row of a whole country."""

OWN_PLACES = ("本省", "本市", "本地区", "本区", "本县", "本地", "本辖区", "辖区")
"""What an office calls all of its own place; beside others (外地) it is a part."""

LEADS = (
    "注", "备注", "附注", "注释", "注记", "说明", "填表说明", "填报说明", "指标说明", "数据来源", "资料来源", "来源",
    "出处", "出典", "备考",
    "填表人", "填报人", "制表人", "制表", "审核人", "审核", "复核人", "复核", "审批人", "负责人", "单位负责人",
    "企业负责人", "统计负责人", "分管领导", "经办人", "联系人", "联系电话", "联系方式", "电话", "填报单位",
    "填表单位", "作成者", "担当者",
    "制表单位", "报送单位", "编制单位", "制表日期", "制表时间", "填表日期", "填表时间", "填报日期", "填报时间",
    "报出日期",
    "报送日期", "报送时间", "打印日期", "打印时间", "更新时间", "更新日期", "数据截至", "截至日期", "截至时间",
    "source", "sources", "data source", "data sources", "note", "notes", "n.b.", "nb", "remark", "remarks",
    "footnote",
    "footnotes", "prepared by", "compiled by", "checked by", "reviewed by", "approved by", "signed by", "contact",
    "printed", "printed on", "generated", "generated on", "exported", "exported on", "last updated", "updated",
    "updated on", "date of preparation", "disclaimer",
    "quelle", "quellen", "anmerkung", "anmerkungen", "hinweis", "hinweise", "fußnote", "fussnote", "stand",
    "remarque", "remarques", "fuente", "fuentes", "nota", "notas", "fonte", "fonti", "bron", "opmerking",
    "источник", "примечание", "kaynak",
)  # fmt: skip
"""What a remark or a signature begins with, before a colon."""
