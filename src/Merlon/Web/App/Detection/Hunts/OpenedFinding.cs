using System.Text.Json;
using System.Text;
using Merlon.Documents;
using Merlon.Hunting;
using Merlon.Logs;
using Merlon.Sigma.Explaining;
using Merlon.Sigma;
using Merlon.Web.Api;
using Merlon.Web.App.Detection.Logs;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.App.Detection.Hunts;

/// <summary>A finding with all that can be said of it: the whole record while its log is there, the rule as it was, and why it fires.</summary>
public sealed record OpenedFinding
{
    /// <summary>Most fields of a record that are shown.</summary>
    public const int FieldsMax = 1_000;

    /// <summary>Longest value of a field that is shown, in characters.</summary>
    public const int ValueCharsMax = 16_000;

    /// <summary>Longest look for a record in its log, in seconds.</summary>
    public const int SeekSecondsMax = 5;

    const int RecordsPerLook = 2_048;

    /// <summary>The finding as the hunt kept it.</summary>
    public required Finding Finding { get; init; }

    /// <summary>Every field of the record; those that the hunt kept where the log is gone.</summary>
    public required IReadOnlyList<FindingField> Fields { get; init; }

    /// <summary>True where <see cref="Fields"/> is the whole record.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The rule as it was when the hunt ran; empty where it was not kept.</summary>
    public string RuleText { get; init; } = "";

    /// <summary>First line of the rule in its file, for files with several.</summary>
    public int RuleLine { get; init; }

    /// <summary>Why it fires, part by part; null where record or rule is gone, and of a correlation.</summary>
    public RuleAccount? Account { get; init; }

    /// <summary>Lines of the rule's text whose parts hold.</summary>
    public IReadOnlySet<int> MatchingLines { get; init; } = new HashSet<int>();

    /// <summary>Opens a finding.</summary>
    internal static OpenedFinding Of(Finding finding, StoredHunt hunt, string question, LogChoices places, TimeProvider clock, CancellationToken cancellationToken)
    {
        var text = hunt.RuleTexts.GetValueOrDefault(finding.Rule.Key) ?? "";
        var opened = new OpenedFinding { Finding = finding, Fields = finding.Fields, RuleText = text };
        var rule = text.Length == 0 ? null : SigmaReader.Read(Encoding.UTF8.GetBytes(text), finding.Rule.Document, ReadLimits.Default).Value?
            .FirstOrDefault(one => finding.Rule.Id.Length > 0 ? one.Id == finding.Rule.Id : one.Title == finding.Rule.Title);
        opened = opened with { RuleLine = rule?.Location.Line ?? 1 };
        if (finding.Rule.IsCorrelation || Parse(question) is not { } order || Seek(finding, order, places, clock, cancellationToken) is not { } record)
        {
            return opened;
        }

        opened = opened with { Fields = FieldsOf(record, finding), IsWhole = true };
        if (rule is null)
        {
            return opened;
        }

        var choice = PipelineChoice.Of(order.Pipeline.Length > 0 ? [order.Pipeline] : [], order.LogSource.Length > 0 ? order.LogSource : null, ReadLimits.Default);
        var account = RuleAccount.Of(rule, record, choice.Pipelines, choice.Forced);
        return opened with { Account = account, MatchingLines = LinesOf(account) };
    }

    /// <summary>Lines of the parts that hold.</summary>
    internal static HashSet<int> LinesOf(RuleAccount account)
    {
        HashSet<int> lines = [];
        foreach (var part in account.Claims.Where(static claim => claim.IsMatch || claim.Unmet.IsEmpty).Select(static claim => claim.Part).OfType<PartAccount>())
        {
            Add(part, lines);
        }

        return lines;
    }

    static void Add(PartAccount part, HashSet<int> lines)
    {
        // What must not hold and does not is no match to show.
        if (!part.IsTrue || part.Kind == PartKind.Not)
        {
            return;
        }

        if (part.Location.Line > 0)
        {
            lines.Add(part.Location.Line);
        }

        foreach (var below in part.Parts)
        {
            Add(below, lines);
        }
    }

    static HuntOrder? Parse(string question)
    {
        try
        {
            return JsonSerializer.Deserialize<HuntOrder>(question, RequestBodies.Kept);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static LogEvent? Seek(Finding finding, HuntOrder order, LogChoices places, TimeProvider clock, CancellationToken cancellationToken)
    {
        ChosenLogs logs;
        try
        {
            logs = places.Choose(order.Uploads, order.Folders);
        }
        catch (InvalidDataException)
        {
            return null; // removed since
        }

        var format = order.Format.Length > 0 && LogFormats.TryFind(order.Format, out var known) ? known : (LogFormat?)null;
        var names = logs.Names;
        var input = LogFiles.Find(logs.Paths, new LogFileOptions { Format = format }).Inputs.FirstOrDefault(one => string.Equals(names.Show(one.Document), finding.Document, StringComparison.Ordinal));
        if (input is null)
        {
            return null;
        }

        var begun = clock.GetTimestamp();
        using var reader = LogReaders.Open(input, LogReadOptions.Default with { Year = order.Year > 0 ? order.Year : null, IsJoiningAuditd = order.JoinAuditd });
        LogEvent record = new();
        for (var i = 1; reader.Read(record); i++)
        {
            if (record.Number == finding.Record)
            {
                return record;
            }

            if (i % RecordsPerLook == 0 && (cancellationToken.IsCancellationRequested || clock.GetElapsedTime(begun).TotalSeconds > SeekSecondsMax))
            {
                return null;
            }
        }

        return null;
    }

    static List<FindingField> FieldsOf(LogEvent record, Finding finding)
    {
        List<FindingField> fields = [];
        for (var i = 0; i < record.Count && fields.Count < FieldsMax; i++)
        {
            if (record.KindOf(i) is not (LogValueKind.Structure or LogValueKind.Null) && record.ValueText(i) is { Length: > 0 } value)
            {
                fields.Add(new FindingField(record.NameText(i), value.Length > ValueCharsMax ? value[..ValueCharsMax] + "…" : value, IsMarked: false));
            }
        }

        foreach (var marked in finding.Fields.Where(static field => field.IsMarked))
        {
            // A rule may call a field otherwise than the record does: then the value tells which it is.
            var same = Enumerable.Range(0, fields.Count).Where(i => IsSame(fields[i].Value, marked.Value)).ToList();
            var named = same.Where(i => string.Equals(Plain(fields[i].Name), Plain(marked.Name), StringComparison.Ordinal)).ToList();
            foreach (var i in named.Count > 0 ? named : same)
            {
                fields[i] = fields[i] with { IsMarked = true };
            }
        }

        return [.. fields.OrderByDescending(static field => field.IsMarked)];
    }

    static bool IsSame(string value, string kept)
        => string.Equals(value, kept, StringComparison.Ordinal) || kept.Length >= HuntLimits.FieldValueCharsMax - 2 && value.StartsWith(kept[..(kept.Length - 2)], StringComparison.Ordinal);

    static string Plain(string name) => name[(name.LastIndexOf('.') + 1)..].Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
}
