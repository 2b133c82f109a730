using System.Globalization;
using System.Text;
using Merlon.Costs;
using Merlon.Documents;

namespace Merlon.Defense.Tests.Costs;

public sealed class LedgerTests
{
    static readonly DateOnly Day = new(2026, 7, 1);

    static readonly LedgerTerms Terms = new("EUR", new DayRates(800, new Dictionary<string, decimal>(StringComparer.OrdinalIgnoreCase) { ["analyst"] = 600 }));

    static Parsed<IReadOnlyList<LedgerEntry>> Read(string text, string document = "ledger.csv") => LedgerFile.Read(Encoding.UTF8.GetBytes(text), document, Terms, ReadLimits.Default);

    static IReadOnlyList<LedgerEntry> Clean(string text, string document = "ledger.csv")
    {
        var read = Read(text, document);
        read.Diagnostics.Select(static one => one.ToString()).ShouldBeEmpty();
        return read.Value!;
    }

    static LedgerReport Report(string text, int years = 3, decimal rate = 0.1m) => LedgerReport.Of(Clean(text), new LedgerQuestion(Day, "EUR", years, rate));

    [Theory]
    [InlineData("amount\n100", 100, "")]
    [InlineData("hours,hourly_rate\n12,90.5", 1086, "12 hours × 90.5")]
    [InlineData("hours,role\n12,analyst", 900, "12 hours × 75")]
    [InlineData("days,role\n2.5,analyst", 1500, "2.5 days × 600")]
    [InlineData("days\n2", 1600, "2 days × 800")]
    [InlineData("licences,unit_price\n120,21.50", 2580, "120 licences × 21.50")]
    [InlineData("low,likely,high\n4000,6000,9000", 6166.67, "4000 to 9000, most likely 6000")]
    [InlineData("low,high\n10,20", 15, "10 to 20, most likely 15")]
    [InlineData("amount,days\n1000,3", 3400, "3 days × 800")]
    public void Money_comes_from_an_amount_a_range_or_units_at_a_price_and_work_is_added(string columns, double money, string basis)
    {
        var (head, row) = (columns.Split('\n')[0], columns.Split('\n')[1]);
        var entry = Clean($"id,category,date,{head}\na,tools,2026-01-01,{row}\n").ShouldHaveSingleItem();
        entry.Amount.Expected.ShouldBe((decimal)money);
        entry.Basis.ShouldBe(basis);
    }

    [Theory]
    [InlineData("month", 365.0 / 12 * 40 * 0.3, 1)]
    [InlineData("quarter", 365.0 / 4 * 40 * 0.3, 3)]
    [InlineData("year", 365.0 * 40 * 0.3, 12)]
    public void Volume_is_priced_for_the_days_of_the_period(string period, double money, int months)
    {
        var entry = Clean($"id,category,start,period,gb_per_day,gb_price\na,tools,2026-01-01,{period},40,0.3\n").ShouldHaveSingleItem();
        entry.Amount.Expected.ShouldBe(LedgerAmount.Cents((decimal)money));
        entry.PeriodMonths.ShouldBe(months);
    }

    [Fact]
    public void Other_currencies_need_a_rate_in_the_file()
    {
        Clean("id,category,date,amount,currency,rate\na,tools,2026-01-01,100,USD,0.92\n").ShouldHaveSingleItem().Amount.Expected.ShouldBe(92m);
        var refused = Read("id,category,date,amount,currency\na,tools,2026-01-01,100,USD\n");
        refused.Value.ShouldNotBeNull().ShouldBeEmpty();
        refused.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("LEDG004");
        var yaml = Clean("currency: USD\nrates: {USD: 0.5, CHF: 2}\nentries:\n  - {id: a, category: tools, date: 2026-01-01, amount: 10}\n  - {id: b, category: tools, date: 2026-01-01, amount: 10, currency: CHF}\n  - {id: c, category: tools, date: 2026-01-01, amount: 10, currency: EUR}\n", "ledger.yaml");
        yaml.Select(static one => one.Amount.Expected).ShouldBe([5, 20, 10]);
    }

    [Fact]
    public void Yaml_says_the_same_as_csv()
    {
        var csv = Clean("id,category,kind,status,start,end,period,amount,days,role,measure,log_source,owner,note\nsiem,tools,recurring,plan,2026-01-01,2027-12-31,month,400,1,analyst,M1032 M1049,sysmon,SOC,x\n").ShouldHaveSingleItem();
        var yaml = Clean("""
            entries:
              - id: siem
                category: tools
                kind: recurring
                status: plan
                start: 2026-01-01
                end: 2027-12-31
                period: month
                amount: 400
                days: 1
                role: analyst
                measure: [M1032, M1049]
                log_source: sysmon
                owner: SOC
                note: x
            """, "ledger.yml").ShouldHaveSingleItem();
        csv.Place.ShouldBe("ledger.csv:2:1");
        yaml.Place.ShouldBe("ledger.yml:2:5 (entries[0])");
        yaml.Links.ShouldBe(csv.Links);
        csv.Links.ShouldBe([new("measure", "M1032"), new("measure", "M1049"), new("log_source", "sysmon")]);
        IReadOnlyList<LedgerLink> none = [];
        (csv with { Place = "", Links = none }).ShouldBe(yaml with { Place = "", Links = none });
    }

    [Theory]
    [InlineData("id,category,date,amount\n,tools,2026-01-01,1\n", "needs id")]
    [InlineData("id,category,date,amount\na,toolz,2026-01-01,1\n", "did you mean tools?")]
    [InlineData("id,category,date,amount\na,tools,,1\n", "needs date")]
    [InlineData("id,category,date,amount\na,tools,1.1.2026,1\n", "a day such as")]
    [InlineData("id,category,date,amount\na,tools,1989-12-31,1\n", "between 1990 and 2100")]
    [InlineData("id,category,date,amount\na,tools,2026-01-01,\n", "needs amount")]
    [InlineData("id,category,date,amount\na,tools,2026-01-01,-5\n", "between 0 and")]
    [InlineData("id,category,date,amount,licences,unit_price\na,tools,2026-01-01,1,2,3\n", "more than one way")]
    [InlineData("id,category,date,hours,days\na,people,2026-01-01,1,2\n", "more than one way")]
    [InlineData("id,category,date,licences\na,tools,2026-01-01,2\n", "cannot be computed")]
    [InlineData("id,category,date,low,likely,high\na,tools,2026-01-01,5,1,9\n", "from low over likely to high")]
    [InlineData("id,category,date,licences,unit_price\na,tools,2026-01-01,1000000000,1000000\n", "above")]
    [InlineData("id,category,start,end,amount\na,tools,2026-01-01,2025-01-01,5\n", "before the start")]
    [InlineData("id,category,start,period,amount\na,tools,2026-01-01,weekly,5\n", "how often")]
    [InlineData("id,category,date,amount\na,tools,2026-01-01,1\na,tools,2026-01-01,1\n", "planned already")]
    public void What_is_not_certain_is_left_out_and_said(string text, string said)
    {
        var read = Read(text);
        read.Diagnostics.ShouldContain(one => one.ToString().Contains(said, StringComparison.Ordinal), string.Join('\n', read.Diagnostics));
        read.Value!.Count.ShouldBeLessThan(text.Count(static c => c == '\n') - 1 + (said == "planned already" ? 1 : 0));
    }

    [Fact]
    public void Entries_are_bounded()
    {
        var rows = string.Concat(Enumerable.Range(0, LedgerFile.EntriesMax).Select(static i => string.Create(CultureInfo.InvariantCulture, $"a{i},tools,2026-01-01,1\n")));
        Clean("id,category,date,amount\n" + rows).Count.ShouldBe(LedgerFile.EntriesMax);
        var over = Read("id,category,date,amount\n" + rows + "z,tools,2026-01-01,1\n");
        over.Value!.Count.ShouldBe(LedgerFile.EntriesMax);
        over.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("LEDG003");
    }

    const string Books = """
        id,category,status,start,end,period,amount,days,role,low,likely,high
        siem,tools,plan,2026-01-01,,month,100,,,,,
        siem,tools,actual,2026-01-15,,month,110,,,,,
        edr,tools,actual,2025-03-01,,year,1200,,,,,
        mfa,people,plan,2026-04-01,,,,10,engineer,,,
        mfa,people,actual,2026-05-10,,,,12,engineer,,,
        gone,people,plan,2026-02-01,,,,3,,,,
        course,training,plan,2027-08-01,,,,,,300,600,900
        ends,tools,plan,2026-01-31,2026-08-31,month,7,,,,,

        """;

    [Fact]
    public void Plan_and_actual_are_compared_by_category()
    {
        var report = Report(Books);
        var tools = report.Categories[(int)CostCategory.Tools];
        tools.PlanToDate.ShouldBe(7 * 100 + 6 * 7); // January to July; 31 January, 28 February … 30 June
        tools.ActualToDate.ShouldBe(6 * 110 + 2 * 1200);
        var people = report.Categories[(int)CostCategory.People];
        (people.PlanToDate, people.ActualToDate, people.Difference).ShouldBe((13 * 800m, 12 * 800m, -800m));
        report.Overdue.ShouldHaveSingleItem().Id.ShouldBe("gone");
    }

    [Fact]
    public void What_is_planned_is_forecast_and_what_runs_unplanned_too()
    {
        var report = Report(Books);
        report.Forecast.Select(static line => (line.Entry.Id, line.Payments)).ShouldBe([("siem", 36), ("edr", 3), ("course", 1), ("ends", 2)], ignoreOrder: true);
        report.Forecast.Single(static line => line.Entry.Id == "siem").Present.ShouldBe(LedgerAmount.Cents(1200) + LedgerAmount.Cents(1200 / 1.1m) + LedgerAmount.Cents(1200 / 1.1m / 1.1m));
        report.Forecast.Single(static line => line.Entry.Id == "course").Present.ShouldBe(LedgerAmount.Cents(600 / 1.1m));
        report.Forecast.Single(static line => line.Entry.Id == "course").PresentHigh.ShouldBe(LedgerAmount.Cents(900 / 1.1m));
        report.RunRate.ShouldBe(1200 + 1200 + 84);
    }

    [Fact]
    public void Every_column_adds_up_to_the_same_total()
    {
        var report = Report(Books);
        report.Years.Sum(static year => year.Present).ShouldBe(report.PresentCost);
        report.Categories.Sum(static one => one.Present).ShouldBe(report.PresentCost);
        report.Years.Sum(static year => year.Once + year.Recurring).ShouldBe(report.Ahead);
        report.Quarters.Where(static one => one.Category == CostCategory.People).Sum(static one => one.Plan).ShouldBe(13 * 800);
        report.Capacity.Select(static one => (one.Year, one.Quarter, one.Role, one.PlanDays, one.ActualDays)).ShouldBe([(2026, 1, "", 3, 0), (2026, 2, "engineer", 10, 12)]);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(5, 0.08)]
    [InlineData(30, 0.05)]
    public void A_yearly_payment_that_begins_today_is_discounted_as_the_plan_does(int years, double rate)
    {
        var report = Report("id,category,start,period,amount\na,tools,2026-07-01,year,1000\n", years, (decimal)rate);
        Math.Abs(report.PresentCost - PresentValue.Of(0, 1000, years, (decimal)rate)).ShouldBeLessThan(0.01m * years);
        report.Forecast[0].Payments.ShouldBe(years);
    }

    [Fact]
    public void A_payment_at_the_end_of_a_month_stays_in_its_month()
    {
        var entry = Clean("id,category,start,period,amount\na,tools,2026-01-31,month,1\n")[0];
        entry.PaymentsBetween(new(2026, 2, 1), new(2026, 6, 1)).ShouldBe([new(2026, 2, 28), new(2026, 3, 31), new(2026, 4, 30), new(2026, 5, 31)]);
        entry.PaymentsBetween(new(2036, 2, 1), new(2036, 3, 1)).ShouldBe([new(2036, 2, 29)]);
        entry.PaymentsBetween(DateOnly.MinValue, new(2026, 1, 31)).ShouldBeEmpty();
    }

    [Fact]
    public void A_question_out_of_range_is_a_bug_of_the_caller()
        => Should.Throw<ArgumentException>(static () => LedgerReport.Of([], new LedgerQuestion(Day, "EUR", 0, 0)));

    [Fact]
    public void Broken_ledgers_never_throw()
    {
        var random = new Random(12);
        (byte[] Bytes, string Name)[] sources = [(Encoding.UTF8.GetBytes(Books), "a.csv"), ("currency: EUR\nrates: {USD: 1}\nentries:\n  - {id: a, category: tools, start: 2026-01-01, period: month, gb_per_day: 4, gb_price: 1}\n"u8.ToArray(), "a.yaml")];
        for (var round = 0; round < 3_000; round++)
        {
            var (source, name) = sources[round % 2];
            var broken = (byte[])source.Clone();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                broken[random.Next(broken.Length)] = (byte)"0919-:{},;\"\n e"[random.Next(14)];
            }

            if (LedgerFile.Read(broken, name, Terms, ReadLimits.Default).Value is { } entries)
            {
                LedgerReport.Of(entries, new LedgerQuestion(Day, "EUR", 30, 1)).PresentCost.ShouldBeGreaterThanOrEqualTo(0);
            }
        }
    }
}
