using System.Buffers;
using System.Collections.Frozen;
using Merlon.Logs;
using Merlon.Pipelines;

namespace Merlon.Hunting;

/// <summary>Makes findings of matches: who, when, where, the fields that matched, and what else a person wants to see of the record.</summary>
sealed class FindingReader
{
    /// <summary>Fields that tell what happened, as the Sigma taxonomy and the common sources call them, most telling first.</summary>
    static readonly string[] TellingFields =
    [
        "Image", "CommandLine", "ParentImage", "ParentCommandLine", "User", "ProcessId", "NewProcessName", "ParentProcessName", "SourceImage", "TargetImage",
        "GrantedAccess", "CallTrace", "ImageLoaded", "Signed", "Signature", "TargetFilename", "TargetObject", "Details", "PipeName", "ScriptBlockText", "Payload",
        "HostApplication", "ContextInfo", "DestinationIp", "DestinationHostname", "DestinationPort", "SourceIp", "QueryName", "QueryResults", "IpAddress",
        "WorkstationName", "LogonType", "TargetUserName", "SubjectUserName", "ServiceName", "ServiceFileName", "ImagePath", "TaskName", "ObjectName", "ShareName",
        "RelativeTargetName", "ThreatName", "Path", "Hashes", "OriginalFileName", "CurrentDirectory", "IntegrityLevel",
        "eventName", "eventSource", "sourceIPAddress", "userAgent", "operationName", "exe", "comm", "a0", "a1", "a2", "a3", "name", "cs-method", "cs-uri-stem", "cs-uri-query", "c-ip", "sc-status",
    ];

    static readonly FrozenDictionary<string, int> TellingOrder =
        TellingFields.Select(static (name, i) => KeyValuePair.Create(name, i)).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    static readonly string[] SessionFields = ["LogonGuid", "SubjectLogonId", "LogonId", "TargetLogonId"];

    /// <summary>What a session that is none is written with: <c>0x0</c>, <c>{00000000-…}</c>.</summary>
    static readonly SearchValues<char> Nothing = SearchValues.Create("0-{}xX");

    /// <summary>Fields of any name that are shown of a record with fewer telling ones.</summary>
    const int OtherFieldsShown = 8;

    readonly Dictionary<string, string> plainNames = new(StringComparer.Ordinal);

    /// <summary>Reads what all findings of one record have in common.</summary>
    public Finding Read(in RecordMatch match, HuntedRule rule)
    {
        var record = match.Record;
        var pipeline = match.Route.Pipeline;
        var time = RecordFacts.TimeOf(record, pipeline);
        return new Finding
        {
            Rule = rule,
            Time = time,
            LastTime = time,
            Host = RecordFacts.HostOf(record, pipeline),
            User = RecordFacts.UserOf(record, pipeline),
            Session = SessionOf(record, pipeline),
            Document = match.Document,
            Record = record.Number,
            Offset = record.Offset,
            Pipeline = pipeline.Name,
            Fields = FieldsOf(record, match.Route),
        };
    }

    /// <summary>The finding of a rule on a record whose common part was read before.</summary>
    /// <param name="common">As <see cref="Read"/> gave it.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="marks">Fields that the rule matched, by the names that it has for them.</param>
    public static Finding With(Finding common, HuntedRule rule, IReadOnlyList<FindingField> marks)
    {
        var values = marks.Select(static mark => mark.Value).ToHashSet(StringComparer.Ordinal);
        var names = marks.Select(static mark => mark.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return common with
        {
            Rule = rule,
            Fields = [.. marks, .. common.Fields.Where(field => !names.Contains(field.Name) && !(field.Value.Length > 3 && values.Contains(field.Value))).Take(Math.Max(0, HuntLimits.FindingFieldsMax - marks.Count))],
        };
    }

    /// <summary>A value as findings show it.</summary>
    public static string Cut(string value) => value.Length <= HuntLimits.FieldValueCharsMax ? value
        : string.Concat(value.AsSpan(0, char.IsHighSurrogate(value[HuntLimits.FieldValueCharsMax - 1]) ? HuntLimits.FieldValueCharsMax - 1 : HuntLimits.FieldValueCharsMax), "…");

    static string SessionOf(LogEvent record, Pipeline pipeline)
    {
        foreach (var field in SessionFields)
        {
            if (FieldLookup.FirstText(record, pipeline, field) is { Length: > 0 } text && text.AsSpan().ContainsAnyExcept(Nothing))
            {
                return text;
            }
        }

        return "";
    }

    List<FindingField> FieldsOf(LogEvent record, LogRoute route)
    {
        List<FindingField> selectors = [.. route.Pipeline.Selectors.Select((name, i) => new FindingField(name, Cut(route.SelectorValues[i]), IsMarked: false)).Where(static field => field.Value.Length > 0)];
        var seen = selectors.Select(static field => field.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        List<(int Order, FindingField Field)> telling = [];
        List<FindingField> others = [];
        for (var i = 0; i < record.Count; i++)
        {
            if (record.KindOf(i) is LogValueKind.Structure or LogValueKind.Null || record.ValueOf(i).IsEmpty)
            {
                continue;
            }

            var name = PlainName(record.NameText(i), route.Pipeline);
            if (TellingOrder.TryGetValue(name, out var order))
            {
                if (seen.Add(name))
                {
                    telling.Add((order, new FindingField(name, Cut(record.ValueText(i)), IsMarked: false)));
                }
            }
            else if (others.Count < OtherFieldsShown && !seen.Contains(name))
            {
                others.Add(new FindingField(name, Cut(record.ValueText(i)), IsMarked: false));
            }
        }

        selectors.AddRange(telling.OrderBy(static one => one.Order).Select(static one => one.Field));
        if (telling.Count < 2)
        {
            selectors.AddRange(others);
        }

        return selectors.Count > HuntLimits.FindingFieldsMax ? selectors[..HuntLimits.FindingFieldsMax] : selectors;
    }

    // Without the prefix under which the pipeline keeps it; names repeat from record to record.
    string PlainName(string name, Pipeline pipeline)
    {
        if (plainNames.TryGetValue(name, out var plain))
        {
            return plain;
        }

        plain = name;
        foreach (var prefix in pipeline.Prefixes)
        {
            if (After(name, prefix) is { Length: > 0 } rest)
            {
                plain = rest;
                break;
            }
        }

        if (plainNames.Count < HuntLimits.NamesMax)
        {
            plainNames.Add(name, plain);
        }

        return plain;
    }

    static string? After(string name, string prefix)
    {
        var star = prefix.IndexOf(".*.", StringComparison.Ordinal);
        if (star < 0)
        {
            return name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : null;
        }

        var dot = name.StartsWith(prefix[..(star + 1)], StringComparison.Ordinal) ? name.IndexOf('.', star + 1) : -1;
        return dot > 0 ? name[(dot + 1)..] : null;
    }
}
