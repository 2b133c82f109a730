using System.Globalization;
using System.Text.Json;
using Merlon.Hunting;
using Merlon.Web.Hunts;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>Writes findings one after the other, as they come: nothing is kept.</summary>
abstract class FindingStream(TextWriter output) : IDisposable
{
    protected TextWriter Output => output;

    /// <summary>Findings that the format cannot hold.</summary>
    public long LeftOut { get; protected set; }

    /// <summary>Begins the file.</summary>
    public virtual void Begin()
    {
    }

    /// <summary>Writes a finding.</summary>
    public abstract void Add(Finding finding);

    /// <summary>Hands on what is buffered.</summary>
    public void Flush() => output.Flush();

    /// <inheritdoc/>
    public void Dispose() => output.Flush();

    /// <summary>What a finding says in one line.</summary>
    public static string Sentence(Finding finding)
    {
        var marks = finding.Fields.Where(static one => one.IsMarked).ToList();
        var shown = (marks.Count > 0 ? marks : finding.Fields).Take(FieldsInSentence).Select(static one => $"{one.Name}={Cut(one.Value)}");
        var repeated = finding.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({finding.Count} times)") : "";
        return $"{finding.Rule.Title}{repeated}: {string.Join("; ", shown)}";
    }

    const int FieldsInSentence = 4, FieldChars = 200;

    static string Cut(string text)
        => text.Length <= FieldChars ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[FieldChars - 2]) ? FieldChars - 2 : FieldChars - 1).TrimEnd(), "…");
}

/// <summary>One JSON object a line.</summary>
sealed class NdjsonStream(TextWriter output, HuntKnowledge knowledge) : FindingStream(output)
{
    public override void Add(Finding finding)
    {
        Output.Write(JsonText.Line(json =>
        {
            json.WriteStartObject();
            FindingJson.Write(json, finding, knowledge);
            json.WriteEndObject();
        }));
        Output.Write('\n');
    }
}

/// <summary>A table; Timesketch reads it as well: it has <c>datetime</c>, <c>timestamp_desc</c>, <c>message</c> and <c>tag</c>.</summary>
sealed class CsvStream(TextWriter output, HuntKnowledge knowledge) : FindingStream(output)
{
    readonly CsvWriter csv = new(output);

    public override void Begin() => csv.Header(
    [
        "datetime", "local_time", "timestamp_desc", "message", "level", "rule", "rule_id", "status", "host", "user", "session", "techniques", "tactics", "count", "last",
        "matched", "fields", "document", "record", "offset", "tag",
    ]);

    public override void Add(Finding finding)
    {
        var tags = knowledge.TagsOf(finding.Rule);
        csv.Text(HuntTime.Utc(finding.Time));
        csv.Text(HuntTime.Local(finding.Time, knowledge.Zone));
        csv.Text(TimesketchStream.TimestampKind);
        csv.Text(Sentence(finding));
        csv.Text(finding.Rule.Level);
        csv.Text(finding.Rule.Title);
        csv.Text(finding.Rule.Id);
        csv.Text(finding.Rule.Status);
        csv.Text(finding.Host);
        csv.Text(finding.User);
        csv.Text(finding.Session);
        csv.Texts(tags.Techniques.Select(static technique => technique.Id));
        csv.Texts(tags.Tactics.Select(static tactic => tactic.Shortname).Distinct(StringComparer.Ordinal));
        csv.Number(finding.Count);
        csv.Text(HuntTime.Utc(finding.LastTime));
        csv.Texts(finding.Fields.Where(static one => one.IsMarked).Select(static one => $"{one.Name}={one.Value}"));
        csv.Texts(finding.Fields.Where(static one => !one.IsMarked).Select(static one => $"{one.Name}={one.Value}"));
        csv.Text(finding.Document);
        csv.Number(finding.Record);
        csv.Number(finding.Offset);
        csv.Texts(TimesketchStream.TagsOf(finding, tags));
        csv.EndRecord();
    }
}

/// <summary>Timesketch's JSON lines: <c>message</c>, <c>datetime</c>, <c>timestamp</c>, <c>timestamp_desc</c>, <c>tag</c>, and a field each. A finding without a time has no place on a timeline.</summary>
sealed class TimesketchStream(TextWriter output, HuntKnowledge knowledge) : FindingStream(output)
{
    /// <summary>What the time of a finding is, as Timesketch shows it.</summary>
    public const string TimestampKind = "Event Time";

    public override void Add(Finding finding)
    {
        if (finding.Time is not { } time)
        {
            LeftOut++;
            return;
        }

        var tags = knowledge.TagsOf(finding.Rule);
        Output.Write(JsonText.Line(json =>
        {
            json.WriteStartObject();
            json.WriteString("message", Sentence(finding));
            json.WriteString("datetime", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture));
            json.WriteNumber("timestamp", (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
            json.WriteString("timestamp_desc", TimestampKind);
            json.WriteString("data_type", "merlon:hunt:finding");
            json.WriteStrings("tag", TagsOf(finding, tags));
            json.WriteString("rule", finding.Rule.Title);
            json.WriteText("rule_id", finding.Rule.Id);
            json.WriteText("level", finding.Rule.Level);
            json.WriteText("hostname", finding.Host);
            json.WriteText("username", finding.User);
            json.WriteText("session", finding.Session);
            json.WriteNumber("count", finding.Count);
            json.WriteString("source_file", finding.Document);
            json.WriteNumber("record_number", finding.Record);
            WriteFields(json, finding);
            json.WriteEndObject();
        }));
        Output.Write('\n');
    }

    /// <summary>Tags of an event: level, techniques, tactics.</summary>
    public static IEnumerable<string> TagsOf(Finding finding, Intelligence.AttackTags tags)
        => new[] { finding.Rule.Level }.Where(static level => level.Length > 0)
            .Concat(tags.Techniques.Select(static technique => technique.Id))
            .Concat(tags.Tactics.Select(static tactic => tactic.Shortname))
            .Distinct(StringComparer.Ordinal);

    // Its own words come first; a field of the record by one of their names gets a prefix.
    static void WriteFields(Utf8JsonWriter json, Finding finding)
    {
        var taken = new HashSet<string>(["message", "datetime", "timestamp", "timestamp_desc", "data_type", "tag", "rule", "rule_id", "level", "hostname", "username", "session", "count", "source_file", "record_number"], StringComparer.OrdinalIgnoreCase);
        foreach (var field in finding.Fields)
        {
            var name = taken.Contains(field.Name) ? $"event_{field.Name}" : field.Name;
            if (taken.Add(name))
            {
                json.WriteString(name, field.Value);
            }
        }
    }
}
