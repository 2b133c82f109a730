using Merlon.Inventory;
using Merlon.Logs;
using Merlon.Pipelines;

namespace Merlon.Detection.Tests.Inventory;

/// <summary>What logs hold, counted.</summary>
public sealed class InventoryBuilderTests
{
    const string Sysmon = "Microsoft-Windows-Sysmon/Operational";

    [Fact]
    public void Records_are_counted_by_channel_event_id_host_hour_and_field()
    {
        var builder = Builder();
        builder.Add(Process("A", "2026-01-02T10:00:00Z", ("CommandLine", "x"), ("User", "-")));
        builder.Add(Process("A", "2026-01-02T10:59:59Z", ("CommandLine", "")));
        builder.Add(Process("b", "2026-01-02T15:00:00Z", ("CommandLine", "y")));
        var source = builder.Build().Sources.ShouldHaveSingleItem();
        source.Label.ShouldBe(Sysmon + " 1");
        source.LogSources.ShouldBe(["windows/process_creation/sysmon", "windows/sysmon"]);
        source.Records.ShouldBe(3);
        source.Hosts.ShouldBe([KeyValuePair.Create("A", 2L), KeyValuePair.Create("b", 1L)]);
        source.Hours.Select(static h => (h.Key.Hour, h.Value)).ShouldBe([(10, 2L), (15, 1L)]);
        source.Fields.ShouldContain(new FieldSeen("CommandLine", 3, 2));
        source.Fields.ShouldContain(new FieldSeen("User", 1, 0));
        source.GapsOf(4).ShouldBe([new TimeGap(At("2026-01-02T11:00:00Z"), At("2026-01-02T15:00:00Z"))]);
        source.GapsOf(5).ShouldBeEmpty();
    }

    [Fact]
    public void A_field_with_several_values_is_there_once()
    {
        var record = Process("A", "2026-01-02T10:00:00Z");
        record.Add("Data", "1", isElement: true);
        record.Add("Data", "2", isElement: true);
        var builder = Builder();
        builder.Add(record);
        builder.Build().Sources[0].Fields.ShouldContain(new FieldSeen("Data", 1, 1));
    }

    [Fact]
    public void Records_that_nobody_knows_and_records_without_a_time_are_counted_and_said()
    {
        var builder = Builder();
        builder.Add(Record(("a", "1")));
        builder.Add(Record(("Channel", "X"), ("EventID", "1")));
        builder.AddFailed(7);
        var inventory = builder.Build();
        (inventory.Records, inventory.Unknown, inventory.Timeless, inventory.Failed).ShouldBe((2, 1, 2, 7));
        inventory.Sources.Select(static s => s.Label).ShouldBe(["(not recognised)", "X 1"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("4624", "3", "3 network", 1, 0)]
    [InlineData("4625", "10", "10 remote interactive", 0, 1)]
    public void Logons_are_summed_by_account_origin_and_type(string id, string type, string name, int succeeded, int failed)
    {
        var builder = Builder();
        builder.Add(Record(
            ("Channel", "Security"), ("EventID", id), ("Computer", "DC"), ("TimeCreated", "2026-01-02T10:00:00Z"),
            ("TargetDomainName", "CORP"), ("TargetUserName", "eve"), ("LogonType", type), ("IpAddress", "10.0.0.9"), ("WorkstationName", "W7")));
        var logon = builder.Build().Logons.ShouldHaveSingleItem();
        (logon.Account, logon.Origin, logon.Host, logon.Type, logon.Succeeded, logon.Failed).ShouldBe((@"CORP\eve", "10.0.0.9", "DC", name, succeeded, failed));
    }

    [Fact]
    public void A_value_is_first_seen_at_its_earliest_record_whatever_the_order_and_whatever_its_case()
    {
        LogEvent[] records =
        [
            Process("A", "2026-01-02T10:00:00Z", ("Image", @"C:\A.EXE")), Process("B", "2026-01-01T10:00:00Z", ("Image", @"c:\a.exe")), Process("C", "2026-01-03T10:00:00Z", ("Image", @"C:\b.exe")),
        ];
        foreach (var order in (IEnumerable<LogEvent>[])[records, records.Reverse()])
        {
            var builder = Builder("Image");
            foreach (var record in order)
            {
                builder.Add(record);
            }

            builder.Build().FirstSeen.Select(static v => (v.Value, v.Records, v.Host)).ShouldBe([(@"c:\a.exe", 2, "B"), (@"C:\b.exe", 1, "C")]);
        }
    }

    [Fact]
    public void Several_builders_add_up_to_one()
    {
        var records = Enumerable.Range(0, 60).Select(static i => Process(i % 2 == 0 ? $"H{i % 7}" : $"h{i % 7}", $"2026-01-{1 + i % 20:00}T{i % 24:00}:00:00Z", ($"F{i % 5}", "x"), ("Image", $"i{i % 9}"))).ToArray();
        InventoryBuilder whole = Builder("Image"), left = Builder("Image"), right = Builder("Image");
        for (var i = 0; i < records.Length; i++)
        {
            whole.Add(records[i]);
            (i % 3 == 0 ? left : right).Add(records[i]);
        }

        right.Add(left);
        Text(right.Build()).ShouldBe(Text(whole.Build()));
    }

    [Fact]
    public void Past_a_bound_records_are_counted_together_and_it_is_said()
    {
        var limits = InventoryLimits.Default with { SourcesMax = 2, HostsMax = 1, FieldsMax = 4, HoursMax = 1, ValuesMax = 1 };
        var builder = new InventoryBuilder(PipelineSet.BuiltIn, ["Image"], limits);
        for (var i = 0; i < 4; i++)
        {
            builder.Add(Record(
                ("Channel", $"C{i}"), ("EventID", "1"), ("Computer", $"H{i}"), ("TimeCreated", $"2026-01-02T0{i}:00:00Z"), ("Image", $"i{i}")));
        }

        var inventory = builder.Build();
        inventory.Records.ShouldBe(4);
        inventory.Sources.Count.ShouldBe(2);
        inventory.Overflow["sources"].ShouldBe(2);
        inventory.Overflow["hosts"].ShouldBe(3);
        inventory.Overflow["fields"].ShouldBe(2);
        inventory.Overflow["hours"].ShouldBe(1);
        inventory.Overflow["values"].ShouldBe(3);
    }

    static string Text(LogInventory inventory) => System.Text.Json.JsonSerializer.Serialize(inventory);

    static InventoryBuilder Builder(params string[] firstSeen) => new(PipelineSet.BuiltIn, firstSeen, InventoryLimits.Default);

    static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    static LogEvent Process(string host, string time, params (string, string)[] fields)
        => Record([("Channel", Sysmon), ("EventID", "1"), ("Computer", host), ("UtcTime", time), .. fields]);

    static LogEvent Record(params (string Name, string Value)[] fields)
    {
        var record = new LogEvent { Format = LogFormat.Json };
        foreach (var (name, value) in fields)
        {
            record.Add(name, value);
        }

        return record;
    }
}
