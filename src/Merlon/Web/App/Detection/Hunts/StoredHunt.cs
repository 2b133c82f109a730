using System.Globalization;
using System.Text;
using System.Text.Json;
using Merlon.Documents;
using Merlon.Hunting;
using Merlon.Intelligence;
using Merlon.Logs;
using Merlon.Sigma;
using Merlon.Sigma.Matching;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.App.Detection.Hunts;

/// <summary>A hunt that was kept: everything but its findings in memory, those by number from the disk. For any number of readers at once.</summary>
sealed class StoredHunt
{
    /// <summary>Largest report of a hunt that is read, in bytes.</summary>
    public const int ReportBytesMax = 256 * 1024 * 1024;

    /// <summary>Most bytes of rules' texts that are kept with a hunt.</summary>
    public const int RuleTextsBytesMax = 32 * 1024 * 1024;

    StoredHunt(HuntSummary summary, string release, string zone, IReadOnlyList<string> logs, IReadOnlyList<UnresolvedTag> unresolved, IReadOnlyList<Diagnostic> diagnostics, FindingIndex findings, IReadOnlyDictionary<string, string> ruleTexts)
    {
        Summary = summary;
        Release = release;
        Zone = zone;
        Logs = logs;
        Unresolved = unresolved;
        Diagnostics = diagnostics;
        Findings = findings;
        RuleTexts = ruleTexts;
    }

    /// <summary>Counts; without findings.</summary>
    public HuntSummary Summary { get; }

    /// <summary>Version of the release that tags were resolved against.</summary>
    public string Release { get; }

    /// <summary>Zone of local times.</summary>
    public string Zone { get; }

    /// <summary>Logs as they were named.</summary>
    public IReadOnlyList<string> Logs { get; }

    /// <summary>Tags that the release does not have.</summary>
    public IReadOnlyList<UnresolvedTag> Unresolved { get; }

    /// <summary>What was noticed.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>What the journal took from it; null where nothing was to be recorded.</summary>
    public JournalSync? Recorded { get; private init; }

    /// <summary>What it came upon, in the order of time.</summary>
    public FindingIndex Findings { get; }

    /// <summary>Rules that fired, as they were then, by key.</summary>
    public IReadOnlyDictionary<string, string> RuleTexts { get; }

    /// <summary>The hunt as the command line has it, with some of its findings.</summary>
    public HuntReport ToReport(IndexedRelease release, IReadOnlyList<Finding> findings, bool tellsStory)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out var known) ? known : TimeZoneInfo.Utc;
        return HuntReport.Of(Summary with { Findings = findings }, new HuntKnowledge(release.Release, zone), Logs, Diagnostics, tellsStory) with { Recorded = Recorded };
    }

    /// <summary>Writes what is kept of a hunt beside its findings.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="report">With names for people; its findings are not looked at.</param>
    /// <param name="rules">Rules that fired, and the file of each on this machine.</param>
    public static void Write(string folder, HuntReport report, IEnumerable<(HuntedRule Rule, string Path)> rules)
    {
        SingleFile.Write(Path.Combine(folder, HuntFiles.ReportName), output => JsonText.WriteFile(output, json =>
        {
            json.WriteStartObject();
            json.WriteString("zone", report.Knowledge.Zone.Id);
            json.WriteStrings("logs", report.Logs);
            json.WritePropertyName("hunt");
            HuntJson.Write(json, report with { Story = null, Summary = report.Summary with { Findings = [] } });
            json.WriteEndObject();
        }));
        SingleFile.Write(Path.Combine(folder, HuntFiles.RulesName), output => JsonText.WriteFile(output, json =>
        {
            json.WriteStartObject();
            var written = 0;
            foreach (var (rule, path) in rules.DistinctBy(static one => one.Rule.Key, StringComparer.Ordinal))
            {
                if (written < RuleTextsBytesMax && TextOf(path) is { } text)
                {
                    written += text.Length;
                    json.WriteString(rule.Key, text);
                }
            }

            json.WriteEndObject();
        }));
    }

    /// <summary>Reads a hunt that was kept.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static StoredHunt Read(HuntFiles files)
    {
        using var document = JsonDocument.Parse(SingleFile.Read(files.PathOf(HuntFiles.ReportName), ReportBytesMax), new JsonDocumentOptions { MaxDepth = 64 });
        var root = document.RootElement;
        var hunt = root.GetProperty("hunt");
        var totals = hunt.GetProperty("summary");
        var findings = FindingIndex.Read(files.PathOf(HuntFiles.FindingsName));
        IReadOnlyList<RuleTally> tallies = [.. hunt.GetProperty("rules").EnumerateArray().Select(Tally)];
        var matched = findings.RulesByHost(tallies.Select(static tally => tally.Rule));
        var summary = new HuntSummary
        {
            Rules = tallies,
            Hosts = [.. hunt.GetProperty("hosts").EnumerateArray().Select(host => HostTally.Of(Text(host, "host"), Number(host, "hits"), matched[Text(host, "host")], Time(host, "first"), Time(host, "last")))],
            RulesEvaluated = (int)Number(totals, "rulesEvaluated"),
            Refused = [.. hunt.GetProperty("refused").EnumerateArray().Select(static one => new RefusedRule(Text(one, "document"), Text(one, "title"), new SigmaRefusal(Text(one, "code"), Text(one, "reason"), default)))],
            Files = [.. hunt.GetProperty("files").EnumerateArray().Select(FileOf)],
            Totals = TotalsOf(totals),
            Findings = [],
        };
        return new StoredHunt(
            summary, Text(hunt, "release"), Text(root, "zone"), Texts(root, "logs"),
            [.. hunt.GetProperty("unresolvedTags").EnumerateArray().Select(static tag => new UnresolvedTag(Text(tag, "tag")["attack.".Length..], (int)Number(tag, "rules"), Texts(tag, "movedTo")))],
            [.. hunt.GetProperty("diagnostics").EnumerateArray().Select(DiagnosticOf)],
            findings, ReadTexts(files.PathOf(HuntFiles.RulesName)))
        {
            Recorded = hunt.TryGetProperty("recorded", out var recorded) ? new JournalSync((int)Number(recorded, "stated"), Withdrawn: 0, (int)Number(recorded, "unchanged")) : null,
        };
    }

    static RuleTally Tally(JsonElement tally) => new()
    {
        Rule = new HuntedRule
        {
            Id = Text(tally, "id"),
            Title = Text(tally, "title"),
            Document = Text(tally, "document"),
            Level = Text(tally, "level"),
            Status = Text(tally, "status"),
            Tags = Texts(tally, "tags"),
            IsCorrelation = tally.TryGetProperty("correlation", out _),
            IsShown = !tally.TryGetProperty("countedOnly", out _),
        },
        Hits = Number(tally, "hits"),
        Findings = Number(tally, "findings"),
        Normal = Number(tally, "normal"),
        Hosts = (int)Number(tally, "hosts"),
        First = Time(tally, "first"),
        Last = Time(tally, "last"),
    };

    static HuntTotals TotalsOf(JsonElement totals) => new()
    {
        Files = Number(totals, "files"),
        Records = Number(totals, "records"),
        Failed = Number(totals, "failed"),
        Unrouted = Number(totals, "unrouted"),
        Bytes = Number(totals, "bytes"),
        Hits = Number(totals, "hits"),
        Findings = Number(totals, "findings"),
        Repetitions = Number(totals, "repetitions"),
        Normal = Number(totals, "normal"),
        OutOfTime = Number(totals, "outOfTime"),
        NotKept = Number(totals, "findingsNotKept"),
        First = Time(totals, "first"),
        Last = Time(totals, "last"),
    };

    static FileTally FileOf(JsonElement file) => new(
        Text(file, "document"), LogFormats.TryFind(Text(file, "format"), out var format) ? format : default, Number(file, "records"), Number(file, "failed"), Number(file, "unrouted"), Number(file, "bytes"),
        file.GetProperty("pipelines").EnumerateObject().ToDictionary(static one => one.Name, static one => one.Value.GetInt64(), StringComparer.Ordinal), []);

    static Diagnostic DiagnosticOf(JsonElement one) => new(
        Text(one, "code"), Text(one, "severity") switch { "error" => Severity.Error, "warning" => Severity.Warning, _ => Severity.Note }, Text(one, "document"), new SourceLocation((int)Number(one, "line"), (int)Number(one, "column"), Text(one, "path") is { Length: > 0 } path ? path : null), Text(one, "message"),
        Text(one, "excerpt") is { Length: > 0 } excerpt ? excerpt : null, Text(one, "advice") is { Length: > 0 } advice ? advice : null);

    static Dictionary<string, string> ReadTexts(string path)
    {
        using var document = JsonDocument.Parse(SingleFile.Read(path, ReportBytesMax));
        return document.RootElement.EnumerateObject().ToDictionary(static one => one.Name, static one => one.Value.GetString() ?? "", StringComparer.Ordinal);
    }

    static string? TextOf(string path)
    {
        try
        {
            return File.Exists(path) ? Encoding.UTF8.GetString(SingleFile.Read(path, ReadLimits.Default.YamlBytesMax)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // gone meanwhile: its name has to do
        }
    }

    internal static string Text(JsonElement one, string name) => one.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";

    internal static long Number(JsonElement one, string name) => one.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;

    internal static DateTimeOffset? Time(JsonElement one, string name)
        => DateTimeOffset.TryParse(Text(one, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    internal static IReadOnlyList<string> Texts(JsonElement one, string name)
        => one.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(static text => text.GetString() ?? "")] : [];
}
