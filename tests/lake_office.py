"""The office of the tests of lakes: a little of everything that a figure can depend on."""

from store_office import Office


def fill(office: Office) -> None:
    """Deliver revisions, decimals, attributes, closures, rosters, another name, lists, totals, and take one back."""
    office.roster("""enterprise_id,region,industry,size,employees,aliases
        A,310115,C36,large,100,A old
        B,420106,C39,micro,7,
        C,420106,F52,micro,,
        E,310115,C36,micro,30,""")
    office.members("whitelist", "enterprise_id,batch,valid_to,region\nA,1,2020-03-02,\nB,2,,\nF,2,,440300")
    office.report("""enterprise_id,period,status,employees,on_duty,power,power_base,ownership
        A,2020-03-01,full,100,50,3.25,10,state
        B,2020-03-01,partial,8,2,,,"private, small"
        C,2020-03-01,closed,5,5,,,state
        E,2020-03-01,suspended,30,0,,,""")
    office.report("""enterprise_id,period,power,power_base
        A old,2020-03-02,7,10
        D,2020-03-02,1,2""")
    office.report("""enterprise_id,period,status,on_duty
        A,2020-03-02,suspended,
        A,2020-03-01,partial,60""")
    office.report("""enterprise_id,period,status
        B,2020-03-02,full""")
    office.report("""region,period,enterprises,reporting,operating
        500000,2020-03-02,9,8,7""")
    office.undo(6)
