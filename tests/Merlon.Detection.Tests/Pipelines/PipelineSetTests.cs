using System.Collections.Immutable;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;

namespace Merlon.Detection.Tests.Pipelines;

/// <summary>Which log source a record is of, and where it keeps its fields.</summary>
public sealed class PipelineSetTests
{
    const string Sysmon = "Microsoft-Windows-Sysmon/Operational";

    [Theory]
    [InlineData("windows", "Channel", "EventID", "CommandLine")]
    [InlineData("winlogbeat", "winlog.channel", "winlog.event_id", "winlog.event_data.CommandLine")]
    [InlineData("winlogbeat", "winlog.channel", "event.code", "process.command_line")]
    [InlineData("winlogbeat-6", "log_name", "event_id", "event_data.CommandLine")]
    [InlineData("evtx-json", "Event.System.Channel", "Event.System.EventID", "Event.EventData.CommandLine")]
    [InlineData("evtx-json", "Event.System.Channel", "Event.System.EventID.#text", "Event.EventData.CommandLine")]
    [InlineData("velociraptor", "System.Channel", "System.EventID.Value", "EventData.CommandLine")]
    [InlineData("wazuh", "data.win.system.channel", "data.win.system.eventID", "data.win.eventdata.commandLine")]
    [InlineData("splunk", "LogName", "EventCode", "CommandLine")]
    [InlineData("graylog", "winlogbeat_winlog_channel", "winlogbeat_winlog_event_id", "winlogbeat_winlog_event_data_CommandLine")]
    [InlineData("windows-export", "LogName", "Id", "CommandLine")]
    public void A_process_of_Sysmon_is_known_in_every_shape(string pipeline, string channel, string eventId, string commandLine)
    {
        var record = Record((channel, Sysmon), (eventId, "1"), (commandLine, "whoami /all"));
        var route = PipelineSet.BuiltIn.RouteOf(record).ShouldNotBeNull();
        route.Pipeline.Name.ShouldBe(pipeline);
        route.SelectorValues.ShouldBe([Sysmon, "1"]);
        route.Claims.ShouldContain(static c => c.Feeds(new SigmaLogSource("windows", "process_creation", "")));
        FieldLookup.FirstText(record, route.Pipeline, "CommandLine").ShouldBe("whoami /all");
    }

    [Fact]
    public void A_process_of_the_security_log_keeps_its_image_under_another_name()
    {
        var record = Record(("Channel", "security"), ("EventID", "4688"), ("NewProcessName", @"C:\a.exe"), ("ParentProcessName", @"C:\b.exe"));
        var route = PipelineSet.BuiltIn.RouteOf(record).ShouldNotBeNull();
        var claim = route.Claims.Single(static c => c.Source.Category == "process_creation");
        Text(record, route, claim, "Image").ShouldBe(@"C:\a.exe");
        Text(record, route, claim, "ParentImage").ShouldBe(@"C:\b.exe");
    }

    [Fact]
    public void Sysmon_for_Linux_feeds_the_rules_for_Linux_and_none_for_Windows()
    {
        var route = PipelineSet.BuiltIn.RouteOf(Record(("Channel", "Linux-Sysmon/Operational"), ("EventID", "1"))).ShouldNotBeNull();
        route.Claims.ShouldContain(static c => c.Feeds(new SigmaLogSource("linux", "process_creation", "")));
        route.Claims.ShouldNotContain(static c => c.Feeds(new SigmaLogSource("windows", "", "")));
    }

    [Fact]
    public void A_category_that_needs_more_than_an_event_id_says_so_in_its_conditions()
    {
        var claims = PipelineSet.BuiltIn.RouteOf(Record(("Channel", Sysmon), ("EventID", "12"), ("EventType", "DeleteKey"))).ShouldNotBeNull().Claims;
        claims.Where(static c => c.Source.Category == "registry_delete").Select(static c => c.Conditions.Single().Value).ShouldBe(["DeleteKey", "DeleteValue"]);
    }

    [Theory]
    [InlineData("Microsoft-Windows-DNS-Client/Operational")]
    [InlineData("Microsoft-Windows-DNS Client Events/Operational")]
    [InlineData("microsoft-windows-dns-client/operational")]
    [InlineData("XmlWinEventLog:Microsoft-Windows-DNS-Client/Operational")]
    public void A_channel_is_known_by_each_of_its_names_in_any_case(string channel)
        => WindowsLogSources.ClaimsOf(channel, "3008").ShouldContain(static c => c.Feeds(new SigmaLogSource("windows", "", "dns-client")));

    [Fact]
    public void An_event_under_the_collectors_channel_is_what_its_provider_says()
    {
        var claims = WindowsLogSources.ClaimsOf("ForwardedEvents", "1");
        var claim = claims.First(static c => c.Feeds(new SigmaLogSource("windows", "process_creation", "")));
        claim.Conditions.ShouldBe([KeyValuePair.Create("Provider_Name", "Microsoft-Windows-Sysmon")]);
        claims.ShouldNotContain(static c => c.Source.Service == "sysmon" && c.Conditions.Count == 0);
    }

    [Fact]
    public void An_unknown_channel_still_feeds_rules_for_all_of_Windows()
    {
        var claims = WindowsLogSources.ClaimsOf("Contoso/Operational", "1");
        claims.ShouldContain(static c => c.Feeds(new SigmaLogSource("windows", "", "")));
        claims.ShouldNotContain(static c => c.Feeds(new SigmaLogSource("windows", "", "sysmon")));
    }

    [Theory]
    [InlineData("aws", "", "cloudtrail", "eventVersion", "eventSource", "awsRegion")]
    [InlineData("okta", "", "okta", "eventType", "outcome.result", "published")]
    [InlineData("kubernetes", "application", "audit", "auditID", "verb", "requestURI")]
    [InlineData("github", "", "audit", "action", "actor", "org")]
    [InlineData("m365", "", "audit", "Workload", "Operation", "CreationTime")]
    [InlineData("gcp", "", "gcp.audit", "protoPayload.methodName", "timestamp", "logName")]
    public void Cloud_logs_are_known_by_their_fields(string product, string category, string service, params string[] fields)
        => PipelineSet.BuiltIn.RouteOf(Record([.. fields.Select(static f => (f, "x"))])).ShouldNotBeNull()
            .Claims.ShouldContain(c => c.Feeds(new SigmaLogSource(product, category, service)));

    [Fact]
    public void A_record_that_no_pipeline_knows_goes_nowhere()
        => PipelineSet.BuiltIn.RouteOf(Record(("a", "1"))).ShouldBeNull();

    [Fact]
    public void The_exact_name_counts_before_a_prefix_before_a_path_before_a_name_that_differs_in_case_or_spaces()
    {
        var pipeline = new Pipeline
        {
            Name = "p", Title = "t", Prefixes = ["data."],
            Paths = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal) { ["SourceName"] = ["origin"] }.ToImmutableDictionary(StringComparer.Ordinal),
        };
        List<(string, string)> fields = [("Source Name", "loose"), ("origin", "path"), ("data.SourceName", "prefix"), ("SourceName", "exact")];
        foreach (var expected in (string[])["exact", "prefix", "path", "loose"])
        {
            FieldLookup.FirstText(Record([.. fields]), pipeline, "SourceName").ShouldBe(expected);
            fields.RemoveAt(fields.Count - 1);
        }
    }

    [Fact]
    public void Of_two_fields_with_one_name_the_shallower_counts_then_the_later_but_every_element_of_an_array()
    {
        var record = new LogEvent();
        record.Add("a.b", "nested", depth: 1);
        record.Add("a.b", "literal");
        record.Add("a.b", "again");
        record.Add("c", "1", isElement: true);
        record.Add("c", "2", isElement: true);
        var pipeline = new Pipeline { Name = "p", Title = "t" };
        FieldLookup.Find(record, pipeline, claim: null, "a.b").Select(record.ValueText).ShouldBe(["again"]);
        FieldLookup.Find(record, pipeline, claim: null, "c").Select(record.ValueText).ShouldBe(["1", "2"]);
    }

    [Fact]
    public void A_star_in_a_prefix_stands_for_exactly_one_name()
    {
        var pipeline = PipelineSet.BuiltIn.Find("evtx-json").ShouldNotBeNull();
        FieldLookup.FirstText(Record(("Event.UserData.LogFileCleared.SubjectUserName", "eve")), pipeline, "SubjectUserName").ShouldBe("eve");
        FieldLookup.FirstText(Record(("Event.UserData.A.B.SubjectUserName", "eve")), pipeline, "SubjectUserName").ShouldBeNull();
    }

    [Fact]
    public void A_users_pipeline_is_tried_first_and_takes_the_place_of_ours_of_the_same_name()
    {
        var set = PipelineSet.BuiltIn.With([new Pipeline { Name = "windows", Title = "mine", Markers = [["Channel"]], IsWindows = true }]);
        set.Pipelines.Length.ShouldBe(PipelineSet.BuiltIn.Pipelines.Length);
        set.Recognise(Record(("Channel", "Security"))).ShouldNotBeNull().Title.ShouldBe("mine");
    }

    static string? Text(LogEvent record, LogRoute route, LogSourceClaim claim, string field)
        => FieldLookup.Find(record, route.Pipeline, claim, field) is { Count: > 0 } found ? record.ValueText(found[0]) : null;

    static LogEvent Record(params (string Name, string Value)[] fields)
    {
        var record = new LogEvent { Format = LogFormat.Json };
        foreach (var (name, value) in fields)
        {
            record.Add(name, value, depth: name.Count(static c => c == '.'));
        }

        return record;
    }
}
