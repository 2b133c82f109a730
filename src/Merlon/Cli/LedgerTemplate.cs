namespace Merlon.Cli;

/// <summary>What people begin with who have nothing yet; the numbers are examples of the form, not prices.</summary>
static class LedgerTemplate
{
    public static string Csv(string currency) => $"""
        id,category,kind,status,start,end,period,amount,low,likely,high,days,role,licences,unit_price,gb_per_day,gb_price,measure,log_source,owner,note
        edr-licences,tools,recurring,plan,2026-01-01,,year,,,,,,,100,1.00,,,,edr,SOC,put your own numbers in: currency {currency}
        siem-storage,tools,recurring,plan,2026-01-01,,month,,,,,,,,,1,1.00,,sysmon,SOC,volume times price per GB
        mfa-rollout,people,one-off,plan,2026-03-01,,,,,,,10,engineer,,,,,M1032,,IAM,days at the role's rate
        purple-team-course,training,one-off,plan,2026-05-01,,,,1,2,3,3,analyst,,,,,,,SOC,a range and the days of those who attend
        """;

    public static string Scenarios(string currency) => $$"""
        scenarios:
          - name: Ransomware on the file servers
            frequency: {low: 0.05, likely: 0.1, high: 0.3}        # times a year, as things are today
            magnitude: {low: 1, likely: 2, high: 5}               # {{currency}} each time: your own estimate
            distribution: pert                                    # or lognormal: low and high are then the 5th and 95th percentile
            path: [T1566 | T1190, T1059.001, T1021.002, T1486]    # steps in order, alternatives parted by a bar
            source: who estimated it, from what
        """;
}
