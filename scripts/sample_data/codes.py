"""Codes the sample data uses: regions of GB/T 2260, industries of GB/T 4754-2017, and how often each occurs."""

from typing import NamedTuple

HUBEI = "420000"
SHANGHAI = "310000"


class Region(NamedTuple):
    """A prefecture or county: its code, the short Chinese name of the city its enterprises are named after."""

    code: str
    city: str


class Province(NamedTuple):
    """A province-level unit, its enterprises in the two panels of 2020, and its places, the busiest first."""

    code: str
    above_size: int
    sme: int
    regions: tuple[Region, ...]


class Industry(NamedTuple):
    """A division: its codes at several levels, its words in names, and its weight in each panel."""

    division: str
    codes: tuple[str, ...]
    zh: str
    en: str
    above_size: int
    sme: int


# province, above-size, SME: code and city of each place (counties of municipalities, else prefectures, some counties)
_PROVINCES = """
110000 20 18: 110108北京 110105北京 110115北京 110114北京 110113北京
120000 24 18: 120116天津 120111天津 120114天津 120110天津
130000 46 30: 130200唐山 130100石家庄 130600保定 130400邯郸 130300秦皇岛
140000 22 14: 140100太原 140400长治 140200大同 140500晋城
150000 16 10: 150200包头 150600鄂尔多斯 150100呼和浩特 150400赤峰
210000 34 24: 210200大连 210100沈阳 210300鞍山 210500本溪 210600丹东
220000 18 12: 220100长春 220200吉林 220300四平 220500通化
230000 16 12: 230100哈尔滨 230600大庆 230200齐齐哈尔
310000 42 36: 310115上海 310114上海 310112上海 310117上海 310113上海 310120上海
320000 134 92: 320500苏州 320200无锡 320100南京 320600南通 320583昆山 320400常州 320300徐州
330000 122 100: 330200宁波 330100杭州 330300温州 330600绍兴 330400嘉兴 330110杭州 330381瑞安
340000 54 38: 340100合肥 340200芜湖 340500马鞍山 340300蚌埠 340104合肥
350000 58 44: 350500泉州 350200厦门 350100福州 350581石狮 350600漳州
360000 40 28: 360100南昌 360400九江 360600鹰潭 360200景德镇
370000 98 66: 370200青岛 370600烟台 370100济南 370300淄博 370203青岛 370500东营
410000 66 46: 410100郑州 410300洛阳 410500安阳 410102郑州 410400平顶山
420000 76 44: 420100武汉 420600襄阳 420500宜昌 420112武汉 420200黄石 420300十堰 420900孝感 421000荆州 429004仙桃
430000 46 34: 430100长沙 430200株洲 430300湘潭 430600岳阳 430104长沙
440000 146 112: 440300深圳 440100广州 440600佛山 440306深圳 440400珠海 440305深圳 440500汕头
450000 24 16: 450200柳州 450100南宁 450300桂林 450500北海
460000 6 6: 460100海口 460400儋州
500000 32 22: 500112重庆 500107重庆 500106重庆 500102重庆 500115重庆
510000 50 36: 510100成都 510700绵阳 510600德阳 510107成都 510500泸州
520000 18 12: 520100贵阳 520300遵义 520200六盘水
530000 18 12: 530100昆明 530300曲靖 530400玉溪
540000 4 4: 540100拉萨 540200日喀则
610000 28 20: 610100西安 610300宝鸡 610113西安 610400咸阳
620000 12 8: 620100兰州 620300金昌 620500天水
630000 6 4: 630100西宁 630200海东
640000 10 6: 640100银川 640200石嘴山
650000 16 10: 650100乌鲁木齐 650200克拉玛依 652300昌吉
"""

# division and further codes | words in Chinese and in English names | weight in the panels above-size and SME
_INDUSTRIES = """
B06 B0610 | 煤业 | Coal | 22 0
B08 B0810 | 矿业 | Iron Ore | 7 0
B09 B0911 | 铜矿 | Mining | 7 0
B10 B1020 | 矿产 | Minerals | 7 3
C13 C1311 C1331 | 粮油 | Grain and Oil | 40 24
C14 C1411 C1441 | 食品 | Foods | 26 20
C15 C1522 | 饮料 | Beverages | 15 8
C16 C1620 | 卷烟 | Tobacco | 5 0
C17 C1711 C175 C1781 | 纺织 | Textiles | 62 44
C18 C1819 C183 | 服饰 | Garments | 46 36
C19 C195 C1922 | 鞋业 | Footwear | 20 18
C20 C2021 | 木业 | Wood | 16 14
C21 C2110 | 家具 | Furniture | 20 20
C22 C2221 C2231 | 纸业 | Paper | 20 14
C23 C2319 | 印刷 | Printing | 14 16
C24 C2452 C2411 | 文具玩具 | Toys | 17 18
C25 C2511 C2521 | 石化 | Petrochemicals | 15 3
C26 C2614 C2624 C2651 C2681 | 化工 | Chemicals | 80 40
C27 C2710 C2720 C2770 | 医药 | Pharmaceuticals | 46 16
C28 C2822 | 化纤 | Fibres | 13 6
C29 C2911 C2921 C2926 | 橡塑 | Plastics | 46 44
C30 C3011 C3041 C3061 | 建材 | Building Materials | 68 36
C31 C3110 C3130 | 钢铁 | Steel | 60 10
C32 C3216 C3252 | 有色金属 | Non-ferrous Metals | 45 10
C33 C3311 C3399 | 金属制品 | Metal Products | 60 60
C34 C3441 C3451 | 通用机械 | Machinery | 84 54
C35 C3514 C3525 C358 | 专用设备 | Special Equipment | 70 44
C36 C3611 C3612 C3670 | 汽车零部件 | Auto Parts | 100 32
C37 C3714 C3731 | 轨道船舶装备 | Transport Equipment | 28 6
C38 C3821 C3831 C3841 | 电气 | Electrical | 94 44
C39 C3912 C3922 C3973 C3982 | 电子 | Electronics | 130 44
C40 C4011 | 仪表 | Instruments | 24 14
C41 C4119 | 日用杂品 | Sundries | 9 8
C42 C4210 | 再生资源 | Recycling | 8 6
C43 C4330 | 设备维修 | Repair | 7 6
D44 D4412 D4420 | 电力 | Power | 22 3
D45 D4511 | 燃气 | Gas | 7 2
D46 D4610 | 水务 | Water | 7 2
E47 E4710 | 建筑工程 | Construction | 0 30
E50 | 装饰工程 | Decoration | 0 16
F51 F5165 F5179 | 商贸 | Trading | 0 52
F52 F5212 | 百货 | Retail | 0 34
G54 G5431 | 物流 | Logistics | 0 26
H61 H6121 | 酒店 | Hotels | 0 14
H62 H6210 | 餐饮 | Catering | 0 30
I65 I6513 | 软件 | Software | 0 26
L72 L7263 | 商务服务 | Business Services | 0 18
M75 M7513 | 技术服务 | Technology Services | 0 10
O80 O8030 | 生活服务 | Services | 0 10
"""

CITIES_2022 = {
    "310112": "Shanghai", "310113": "Shanghai", "310114": "Shanghai", "310115": "Shanghai", "310116": "Shanghai",
    "310117": "Shanghai", "310118": "Shanghai", "310120": "Shanghai", "220104": "Changchun", "220106": "Changchun",
    "220100": "Changchun", "220200": "Jilin City", "220300": "Siping", "220500": "Tonghua", "320500": "Suzhou",
    "320583": "Kunshan", "320200": "Wuxi", "330400": "Jiaxing", "330200": "Ningbo", "340100": "Hefei",
    "340200": "Wuhu", "440300": "Shenzhen", "440100": "Guangzhou", "440600": "Foshan",
}  # fmt: skip
"""Places of the panel of 2022 and the city their enterprises are named after."""


def _provinces() -> tuple[Province, ...]:
    provinces = []
    for line in _PROVINCES.strip().splitlines():
        head, places = line.split(": ")
        code, above_size, sme = head.split()
        regions = tuple(Region(place[:6], place[6:]) for place in places.split())
        provinces.append(Province(code, int(above_size), int(sme), regions))
    return tuple(provinces)


def _industries() -> tuple[Industry, ...]:
    industries = []
    for line in _INDUSTRIES.strip().splitlines():
        codes, zh, en, weights = (part.strip() for part in line.split("|"))
        above_size, sme = (int(weight) for weight in weights.split())
        industries.append(Industry(codes[:3], tuple(codes.split()), zh, en, above_size, sme))
    return tuple(industries)


PROVINCES = _provinces()
INDUSTRIES = _industries()
DIVISIONS = {industry.division: industry for industry in INDUSTRIES}
