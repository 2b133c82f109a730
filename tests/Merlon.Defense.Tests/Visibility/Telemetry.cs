using Merlon.Assessment;
using Merlon.Defense.Tests.Assessment;
using Merlon.Inventory;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Visibility;

namespace Merlon.Defense.Tests.Visibility;

/// <summary>Small telemetry: records written as <c>Sysmon 1 ws-1</c> with fields, and what an organisation sees in them.</summary>
static class Telemetry
{
    public const string Sysmon = "Microsoft-Windows-Sysmon/Operational";
    public const string PowerShell = "Microsoft-Windows-PowerShell/Operational";

    public static LogEvent Windows(string channel, int eventId, string host, string time, params string[] fields)
    {
        var record = new LogEvent { Format = LogFormat.Json };
        record.Add("Channel", channel);
        record.Add("EventID", eventId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        record.Add("Computer", host);
        record.Add("TimeCreated", time);
        AddAll(record, fields);
        return record;
    }

    public static LogEvent CloudTrail(string name, params string[] fields)
    {
        var record = new LogEvent { Format = LogFormat.Json };
        record.Add("eventName", name);
        record.Add("eventSource", "iam.amazonaws.com");
        record.Add("awsRegion", "eu-central-1");
        record.Add("eventTime", "2026-10-01T00:00:00Z");
        record.Add("recipientAccountId", "111122223333");
        AddAll(record, fields);
        return record;
    }

    public static LogEvent Auditd(string type, params string[] fields)
    {
        var record = new LogEvent { Format = LogFormat.Auditd };
        record.Add("type", type);
        record.Add("time", "2026-10-01T00:00:00Z");
        record.Add("node", "lx-1");
        AddAll(record, fields);
        return record;
    }

    public static LogInventory InventoryOf(IEnumerable<LogEvent> records)
    {
        var builder = new InventoryBuilder(PipelineSet.BuiltIn, [], InventoryLimits.Default) { IsMeasuring = true };
        foreach (var record in records)
        {
            builder.Add(record);
        }

        return builder.Build();
    }

    public static MeasuredSight SightOf(Organisation organisation, params LogEvent[] records)
        => MeasuredSight.Of([new TelemetryInventory("logs", [], InventoryOf(records))], organisation, PipelineSet.BuiltIn, OrganisationTexts.Today);

    public static ScopeSight ScopeOf(string yaml, params LogEvent[] records)
    {
        var organisation = OrganisationTexts.ReadClean(OrganisationTexts.With(yaml));
        return new ScopeSight(organisation.Scopes[0], SightOf(organisation, records), organisation, OrganisationTexts.Context.LogSources);
    }

    public static VisibilityReport ReportOf(string yaml, params LogEvent[] records)
    {
        var organisation = OrganisationTexts.ReadClean(OrganisationTexts.With(yaml));
        return VisibilityReport.Of(organisation, OrganisationTexts.Context with { Sight = SightOf(organisation, records) });
    }

    public static CollectedEvidence CollectedOf(string yaml, params LogEvent[] records)
    {
        var organisation = OrganisationTexts.ReadClean(OrganisationTexts.With(yaml));
        var context = OrganisationTexts.Context with { Sight = SightOf(organisation, records) };
        return CollectedEvidence.Of(MeasuredLogSources.Over(organisation, context), [], context, OrganisationTexts.Today);
    }

    static void AddAll(LogEvent record, string[] fields)
    {
        foreach (var field in fields)
        {
            var at = field.IndexOf('=', StringComparison.Ordinal);
            record.Add(field[..at], field[(at + 1)..]);
        }
    }
}
