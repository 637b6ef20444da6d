"""The headers that are understood without a profile, per canonical column.

A word that could mean two columns (`state`, `city`, `unit`, 单位, 类型) is left out on purpose. Units such as (万元)
are known apart. Within a column the first list that finds something wins: codes before words, words before mere
names, and last the words that stand for it only where no better one does. Of places of several levels the larger wins,
since its name is clear without the others; a country mostly is the same in all rows and comes last. All are in
simplified characters: headers in traditional or Japanese ones are brought to these (`variants`).
"""

YES_NO_HEADERS = (
    "是否复工", "是否已复工", "是否开工", "是否已开工", "是否复产", "是否已复产", "是否复工复产", "是否已复工复产",
    "是否营业", "是否正常生产", "是否恢复生产", "is open", "open?", "is operating", "operating?", "has resumed",
    "is resumed", "resumed?", "resumed work", "resumed work?", "reopened?", "work resumed", "work resumed?",
)  # fmt: skip

ROW_NUMBER_HEADERS = (
    "序号", "序", "行号", "行次", "#", "row", "row no", "row no.", "row number", "line no", "line no.", "s/n", "s.n.",
    "sr no", "sr. no.", "sl no", "sl. no.",
)  # fmt: skip

COUNTED_UNITS = ("(家)", "(户)", "(个)", "(家数)", "(户数)")
"""What follows the name of a count of enterprises in Chinese headers."""

Ranks = tuple[tuple[str, ...], ...]

SYNONYMS: dict[str, Ranks] = {
    "period": ((
        "date", "day", "report date", "reporting date", "reporting day", "reference date", "as of", "as of date",
        "week", "report week", "week starting", "month", "report month", "quarter", "reporting period", "日期",
        "统计日期", "填报日期", "报告日期", "上报日期", "数据日期", "统计时间", "填报时间", "上报时间", "统计时点",
        "报告期", "统计期", "月份", "统计月份", "周", "季度", "统计周期",
    ), (
        "调查日", "年月日", "统计日",
    )),
    "enterprise_id": ((
        "id", "firm id", "company id", "business id", "establishment id", "employer id", "facility id", "site id",
        "plant id", "enterprise code",
        "enterprise no", "enterprise number", "company code", "firm code", "business number", "company number",
        "credit code", "unified social credit code", "unified social credit identifier", "uscc", "organization code",
        "organisation code", "企业代码", "企业编码", "企业编号", "企业id", "企业标识", "统一社会信用代码",
        "社会信用代码", "信用代码", "企业信用代码", "组织机构代码", "单位代码", "法人代码", "法人单位代码",
    ), (
        "统一编号", "营利事业统一编号", "公司统一编号", "工厂登记编号", "法人番号", "企业番号", "事业所番号",
    )),
    "name": ((
        "enterprise name", "company name", "firm name", "business name", "establishment name", "employer name",
        "facility name", "site name", "plant name",
        "enterprise", "company", "firm", "business", "employer", "企业名称", "企业全称", "企业", "单位名称",
        "单位详细名称", "公司名称", "公司", "名称", "法人单位名称",
    ), (
        "企业名", "会社名", "事业所名", "事业者名", "商号",
    )),
    "region": (
        ("region code", "area code", "地区代码", "区划代码", "行政区划代码", "行政区划码", "区域代码"),
        (
            "area", "province", "地区", "所属地区", "所在地区", "区域", "所属区域", "所在区域", "行政区划", "省份",
            "地域", "所属省份", "所在省份", "省", "所在地", "属地", "所属地",
        ),
        ("region name", "area name", "province name", "地区名称", "区域名称", "行政区划名称"),
        ("省市", "省(市)", "省区市", "省(区、市)", "省市区", "都道府县", "province/state", "state/province"),
        (
            "市", "市州", "市(州)", "地市", "地市州", "地(市、州)", "市(地)", "地级市", "盟市", "州市", "城市",
            "所属市",
            "所在市", "所属城市", "所在城市", "prefecture", "municipality",
        ),
        (
            "区县", "区(县)", "县区", "县(区)", "县市", "市县", "县市区", "县(市、区)", "县(市区)", "市县区",
            "区县市",
            "区", "县", "所属区", "所属区县", "所属县区", "所在区", "所在区县", "所在县区", "市区町村", "市町村",
            "county", "district", "borough",
        ),
        ("片区", "乡镇", "township"),
        ("country", "国别"),
    ),
    "industry": (
        ("industry code", "sector code", "行业代码", "国民经济行业代码", "行业编码", "行业小类代码", "行业大类代码"),
        (
            "sector", "branch", "industry sector", "行业", "所属行业", "所在行业", "行业类别", "行业分类",
            "国民经济行业", "行业大类",
        ),
        ("industry name", "sector name", "行业名称", "国民经济行业名称"),
        (
            "业种", "产业", "产业别", "行业别", "业别",
        ),
    ),
    "size": ((
        "enterprise size", "company size", "firm size", "size class", "business size", "scale", "企业规模", "规模",
        "单位规模", "规模类型", "规模类别", "企业规模类型",
    ), (
        "规模别",
    )),
    "status": ((
        "operating status", "operation status", "operational status", "work status", "production status",
        "business status", "resumption status", "enterprise status", "company status", "开工状态", "复工状态",
        "复产状态", "生产状态", "复工复产状态", "开工情况", "复工情况", "复产情况", "复工复产情况", "生产情况",
        "生产经营状态", "生产经营情况", "经营状态", "经营情况", "营业状态", "运营状态", "运行状态", "企业状态",
        "状态",
        *YES_NO_HEADERS,
    ), (
        "facility status", "site status", "plant status", "establishment status", "operating state",
        "current operating status", "opening status", "trading status", "营业状况", "营业情况", "企业营业状态",
        "稼动状况", "操业状况", "登记现况", "公司状况", "开业状态", "开业情况",
    )),
    "employees": ((
        "headcount", "head count", "staff", "total staff", "staff total", "staff count", "number of staff",
        "total employees", "employee count", "number of employees", "employees total", "workforce", "personnel",
        "从业人员", "从业人员数", "从业人数", "从业人员期末数", "从业人员期末人数", "期末从业人数", "期末从业人员",
         "从业人员总数", "职工人数", "职工总数", "职工数", "员工人数",
        "员工总数", "员工数", "用工人数", "用工总数", "企业员工数", "企业职工数", "应到岗人数", "应到岗员工数",
        "应返岗人数", "应复工人数",
    ), (
        "员工", "职工", "总人数", "员工总人数", "职工总人数", "员工数目", "用工数", "雇员数", "雇员人数",
        "应到班人数", "从业员数", "从业者数", "社员数", "雇用人数",
    )),
    "on_duty": ((
        "staff on duty", "employees on duty", "on duty staff", "staff present", "employees present",
        "workers present",
        "staff on site", "employees on site", "at work", "staff at work", "employees at work",
        "staff returned", "employees returned", "returned", "returned staff", "back at work", "staff back at work",
        "到岗人数", "返岗人数", "在岗人数", "复工人数", "到岗员工数", "返岗员工数", "在岗员工数", "复工员工数",
        "到岗职工数", "返岗职工数", "已到岗人数", "已返岗人数", "已复工人数", "实际到岗人数", "实到人数", "到岗",
        "已到岗", "到岗人员", "返岗人员", "到岗员工", "返岗员工", "复岗人数",
    ), (
        "在岗人员", "在岗员工", "在岗职工", "到岗职工", "返岗职工", "复工人员", "复工员工", "上岗人数", "已上岗人数",
        "上班人数", "实际返岗人数", "实际在岗人数", "实际复工人数", "到班人数", "实到班人数", "出勤人数", "出勤者数",
        "出社人数", "出社者数",
    )),
    "output": ((
        "output value", "production value", "current output", "产值", "总产值", "工业总产值", "当期产值", "本期产值",
        "当日产值",
    ),),
    "output_base": ((
        "base output", "baseline output", "output baseline", "output last year", "上年同期产值", "去年同期产值",
        "同期产值", "基期产值", "上年同期总产值", "去年同期总产值",
    ),),
    "power": ((
        "electricity", "electricity use", "electricity used", "electricity consumption", "power use", "power used",
        "power consumption", "用电量", "日用电量", "当日用电量", "本期用电量", "当期用电量",
    ),),
    "power_base": ((
        "base power", "power baseline", "baseline power", "base electricity", "electricity base",
        "electricity baseline", "baseline electricity", "base period electricity", "electricity last year",
        "基期用电量", "基期日均用电量", "同期用电量", "上年同期用电量", "去年同期用电量",
    ),),
    "difficulty": ((
        "difficulties", "main difficulty", "main difficulties", "problem", "problems", "main problem", "reason",
        "reason not operating", "困难", "主要困难", "存在困难", "存在的困难", "困难问题", "存在问题", "存在的问题",
        "主要问题", "存在的困难和问题", "未复工原因", "未开工原因", "停工原因", "停产原因", "未复产原因",
    ),),
    "expected_resume": ((
        "expected resumption", "expected resumption date", "expected resume date", "expected reopening",
        "expected reopening date", "expected date of resumption", "expected date of reopening", "planned resumption",
        "预计复工日期", "预计复工时间", "预计开工日期", "预计开工时间", "预计复产日期", "预计复产时间",
        "计划复工日期", "计划复工时间", "拟复工日期", "拟复工时间", "预计复工复产日期", "预计复工复产时间",
    ),),
    "aliases": (("alias", "other names", "other name", "also known as", "别名", "曾用名", "其他名称", "简称"),),
    "batch": (("批次", "所属批次"),),
    "focus": (("focus area", "重点领域", "所属领域", "领域"),),
    "leader": (("leading enterprise", "lead enterprise", "龙头企业", "链主企业", "所属龙头企业"),),
    "valid_from": (("from", "start date", "valid since", "生效日期", "起始日期", "开始日期", "有效期起"),),
    "enterprises": (
        (
            "number of enterprises", "enterprises in scope", "total enterprises", "enterprise count",
            "number of firms", "firms", "total firms", "number of companies", "companies", "企业数", "企业总数",
            "企业户数", "企业家数", "规上企业数", "规上企业总数", "规模以上企业数", "规上工业企业数",
            "规模以上工业企业数", "规上工业企业", "规模以上工业企业", "规上企业", "规模以上企业", "在库企业数",
            "名录企业数", "应报企业数", "应填报企业数", "应复工企业数", "应开工企业数", "监测企业数",
            "企业(家)", "企业(户)", "企业(个)",
        ),
        (
            "户数", "总户数", "家数", "总家数", "在库企业", "在册企业数", "单位数", "法人单位数", "市场主体数",
            "调查企业数", "样本企业数", "纳统企业数", "重点企业数", "事业所数", "会社数", "对象企业数",
            "number of businesses", "number of establishments", "establishments", "no. of enterprises",
            "no of enterprises", "total businesses", "total companies", "company count", "firm count",
        ),
    ),
    "reporting": ((
        "enterprises reporting", "reporting enterprises", "reported", "responses", "replies", "firms reporting",
        "填报企业数", "已填报企业数", "填报数", "上报企业数", "已报企业数", "实报企业数", "报送企业数",
        "已上报企业数", "有效填报企业数",
    ),),
    "operating": ((
        "operating enterprises", "enterprises operating", "enterprises open", "open enterprises", "open",
        "resumed", "enterprises resumed", "resumed enterprises", "firms operating", "firms open", "开工企业数",
        "已开工企业数", "开工数", "已开工数", "开工企业", "已开工企业", "复工企业数", "已复工企业数", "复工数",
        "已复工数", "复工企业", "已复工企业", "复工复产企业数", "已复工复产企业数", "复产企业数", "已复产企业数",
        "开复工企业数", "已开复工企业数", "营业企业数", "正常经营企业数",
    ), (
        "营业数", "营业企业", "开业企业数", "开业数", "稼动企业数", "操业企业数", "正常营业企业数",
    )),
    "full": ((
        "fully operating", "full operation", "operating fully", "全面开工", "全面开工数", "全面开工企业数",
        "全面复工", "全面复工数", "全面复工企业数", "全部开工", "全部复工", "完全复工", "满产企业数",
        "正常生产企业数",
    ),),
    "partial": ((
        "partially operating", "partial operation", "operating partially", "部分开工", "部分开工数", "部分开工企业数",
        "部分复工", "部分复工数", "部分复工企业数",
    ),),
    "suspended": ((
        "not operating", "temporarily closed", "shut", "停工", "停工数", "停工企业数", "停产", "停产数", "停产企业数",
        "停工停产企业数", "停工停产", "未开工", "未开工数", "未开工企业数", "未复工", "未复工数", "未复工企业数",
    ), (
        "停业", "停业数", "停业企业数", "休业", "休业数", "休业企业数",
    )),
    "closed": ((
        "closed for good", "permanently closed", "closures", "关闭", "关闭数", "关闭企业数", "关停企业数",
        "注销企业数",
        "关闭注销企业数",
    ), (
        "废业数", "废业企业数", "歇业企业数",
    )),
    "operating_rate": ((
        "rate of operation", "share operating", "operating share", "percent operating", "开工率", "企业开工率",
        "复工率",
        "企业复工率", "复产率", "企业复产率", "复工复产率", "企业复工复产率", "开复工率",
    ), (
        "稼动率", "营业率",
    )),
    "return_rate": ((
        "return to work rate", "returned rate", "share at work", "attendance rate", "返岗率", "员工返岗率",
        "职工返岗率", "人员返岗率", "到岗率", "员工到岗率", "职工到岗率", "人员到岗率", "在岗率", "员工在岗率",
        "复岗率", "员工复岗率", "员工复工率", "职工复工率", "人员复工率",
    ),),
    "valid_to": (("to", "end date", "valid until", "valid through", "失效日期", "终止日期", "结束日期", "有效期止"),),
}  # fmt: skip
