"""How law is written on the documents: citations and fines in Chinese and English, and the text frozen on a violation."""

import json
from dataclasses import fields, replace
from datetime import date

import pytest
import yaml

from lantian.domain.basis import Law, LegalBasis, citation, fine_text, snapshot

CODE = Law(id="cn.ecc.2026", zh="中华人民共和国生态环境法典", en="Ecological and Environmental Code")
AIR = Law(id="cn.air.2018", zh="中华人民共和国大气污染防治法（2018修正）", en="Air Pollution Prevention and Control Law")
HOARDING = LegalBasis(
    id="cn.ecc.1128.1.1",
    topic="dust_site",
    law="cn.ecc.2026",
    duty_article="第240条第3款",
    penalty_article="第1128条第1款第1项",
    act_zh="施工工地未设置硬质围挡",
    fine_type="range",
    fine_unit_min=10000,
    fine_unit_max=100000,
    confiscate=("违法所得",),
    effective_from=date(2026, 8, 15),
    replaces=("cn.air.115.1.1",),
)
BARE = replace(HOARDING, fine_unit_min=None, fine_unit_max=None)


class TestCitation:
    def test_a_document_names_the_duty_and_the_penalty_article(self):
        assert citation(HOARDING, CODE) == "《中华人民共和国生态环境法典》第240条第3款、第1128条第1款第1项"
        assert citation(HOARDING, CODE, "zh_Hans_CN") == citation(HOARDING, CODE)

    def test_the_english_citation_names_the_same_articles(self):
        assert citation(HOARDING, CODE, "en") == (
            "Ecological and Environmental Code, Art. 240, para. 3; Art. 1128, para. 1, item 1"
        )

    def test_the_year_of_amendment_stays_outside_the_title_marks(self):
        old = replace(HOARDING, law="cn.air.2018", duty_article=None, penalty_article="第115条第1款第1项")
        assert citation(old, AIR) == "《中华人民共和国大气污染防治法》（2018修正）第115条第1款第1项"

    @pytest.mark.parametrize(
        ("duty", "zh", "en"),
        [
            (None, "第1060条", "Art. 1060"),
            ("第1060条", "第1060条", "Art. 1060"),
            ("第53、54、56条", "第53、54、56条、第1060条", "Arts. 53, 54, 56; Art. 1060"),
            ("第250条第2、3款", "第250条第2、3款、第1060条", "Art. 250, paras. 2, 3; Art. 1060"),
            ("第8条第3款、第9—11条", "第8条第3款、第9—11条、第1060条", "Art. 8, para. 3; Arts. 9–11; Art. 1060"),
            ("第二编固体废物分编", "第二编固体废物分编、第1060条", "第二编固体废物分编; Art. 1060"),
        ],
    )
    def test_articles_are_listed_once_and_words_of_the_law_stay_chinese(self, duty, zh, en):
        daily = replace(BARE, duty_article=duty, penalty_article="第1060条", fine_type="daily")
        assert citation(daily, CODE) == f"《中华人民共和国生态环境法典》{zh}"
        assert citation(daily, CODE, "en") == f"Ecological and Environmental Code, {en}"

    def test_an_article_is_never_cited_under_another_law(self):
        with pytest.raises(ValueError, match="not to cn"):
            citation(HOARDING, AIR)

    def test_a_language_the_law_is_not_written_in_is_refused(self):
        with pytest.raises(ValueError, match="fr"):
            citation(HOARDING, CODE, "fr")


FINES = [
    (HOARDING, "处10,000元以上100,000元以下罚款", "Fine of CNY 10,000 to 100,000"),
    (replace(HOARDING, fine_unit_min=None), "处100,000元以下罚款", "Fine of up to CNY 100,000"),
    (
        replace(HOARDING, refusal_fine_min=100000, refusal_fine_max=1000000),
        "处10,000元以上100,000元以下罚款；拒不改正的，处100,000元以上1,000,000元以下罚款",
        "Fine of CNY 10,000 to 100,000; if correction is refused: fine of CNY 100,000 to 1,000,000",
    ),
    (
        replace(HOARDING, refusal_fine_min=50000, refusal_fine_max=100000, higher_band="grave"),
        "处10,000元以上100,000元以下罚款；情节严重的，处50,000元以上100,000元以下罚款",
        "Fine of CNY 10,000 to 100,000; in grave circumstances: fine of CNY 50,000 to 100,000",
    ),
    (
        replace(HOARDING, fine_person_min=500, fine_person_max=2000),
        "对单位处10,000元以上100,000元以下罚款；对个人处500元以上2,000元以下罚款",
        "Organisations: fine of CNY 10,000 to 100,000; individuals: fine of CNY 500 to 2,000",
    ),
    (
        replace(BARE, fine_person_min=100, fine_person_max=1000),
        "对个人处100元以上1,000元以下罚款",
        "Individuals: fine of CNY 100 to 1,000",
    ),
    (
        replace(BARE, fine_unit_min=500, fine_unit_max=2000, fine_person_min=500, fine_person_max=2000, fine_optional=True),
        "可以处500元以上2,000元以下罚款",
        "Fine of CNY 500 to 2,000 at discretion",
    ),
    (
        replace(BARE, fine_type="multiple", multiple_min=1, multiple_max=5, multiple_base="货值金额"),
        "处货值金额1倍以上5倍以下罚款",
        "Fine of 1 to 5 times the value of the goods",
    ),
    (
        replace(BARE, fine_type="multiple", multiple_max=3, multiple_base="货值金额"),
        "处货值金额3倍以下罚款",
        "Fine of up to 3 times the value of the goods",
    ),
    (
        replace(BARE, fine_type="on_refusal", refusal_fine_min=10000, refusal_fine_max=100000),
        "拒不改正的，处10,000元以上100,000元以下罚款",
        "If correction is refused: fine of CNY 10,000 to 100,000",
    ),
    (replace(BARE, fine_type="none"), "不处罚款", "No fine"),
    (replace(BARE, fine_type="per_other_rule"), "罚款数额按其他规定确定", "Amount set by another rule"),
    (replace(BARE, fine_type="daily"), "按原处罚数额按日连续处罚", "The original fine again for each day"),
    (replace(BARE, fine_type="detention"), "移送公安机关，由其决定行政拘留", "Transfer to the police, who decide on detention"),
    (BARE, "罚款数额未登记", "Amount of the fine not recorded"),
]


@pytest.mark.parametrize(("basis", "zh", "en"), FINES)
def test_a_fine_is_written_out_in_both_languages(basis, zh, en):
    assert (fine_text(basis), fine_text(basis, "en")) == (zh, en)


class TestSnapshot:
    def test_the_frozen_text_can_enter_the_ledger_and_holds_every_field_of_the_row(self):
        frozen = snapshot(HOARDING, CODE)
        assert json.loads(json.dumps(frozen)) == frozen
        assert {field.name for field in fields(LegalBasis)} <= frozen.keys()
        assert not [name for name, value in frozen.items() if isinstance(value, float)]
        assert frozen["effective_from"] == "2026-08-15"
        assert frozen["confiscate"] == ["违法所得"]

    def test_the_frozen_text_reads_without_the_law_at_hand(self):
        frozen = snapshot(HOARDING, CODE)
        assert frozen["law_zh"] == "中华人民共和国生态环境法典"
        assert frozen["citation_zh"] == citation(HOARDING, CODE)
        assert frozen["fine_en"] == "Fine of CNY 10,000 to 100,000"


class TestReferenceLaw:
    @pytest.fixture
    def reference(self, shared_dir):
        return yaml.safe_load((shared_dir / "reference/legal.yaml").read_text("utf-8"))

    def test_every_row_of_the_reference_law_can_be_cited_and_its_fine_written(self, reference):
        laws = {row["id"]: build(Law, row) for row in reference["laws"]}
        bases = [build(LegalBasis, row) for row in reference["bases"]]
        assert len(bases) == 76
        for basis in bases:
            assert basis.penalty_article in citation(basis, laws[basis.law])
            assert citation(basis, laws[basis.law], "en").startswith(laws[basis.law].en)
            assert "未登记" not in fine_text(basis)
            assert fine_text(basis, "en").isascii()
            json.dumps(snapshot(basis, laws[basis.law]))


def build(kind, row):
    """A row of the draft as the object: dates read, lists made tuples."""
    dates = {name: date.fromisoformat(row[name]) for name in ("effective_from", "effective_to") if row[name]}
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()} | dates)
