using Merlon.Hunting;
using Merlon.Web.Hunts;

namespace Merlon.Web.App.Detection.Hunts;

/// <summary>Which findings a request asks for, as its address says it.</summary>
/// <param name="Rule">Key of a rule.</param>
/// <param name="Host">A host; <c>-</c> for records that name none.</param>
/// <param name="Technique">A technique, its sub-techniques too.</param>
/// <param name="Level">Least level.</param>
/// <param name="From">Earliest time (UTC unless it says its own zone).</param>
/// <param name="Until">First time that is too late.</param>
/// <param name="Q">Text that must occur.</param>
/// <param name="Sort"><c>time</c> or <c>level</c>.</param>
public sealed record FindingsAsked(string? Rule, string? Host, string? Technique, string? Level, string? From, string? Until, string? Q, string? Sort)
{
    /// <summary>What stands for records without a host.</summary>
    public const string NoHost = "-";

    /// <summary>The same with other words.</summary>
    public string At(string path, params (string Name, string? Value)[] changed)
    {
        var words = new List<(string Name, string? Value)> { ("rule", Rule), ("host", Host), ("technique", Technique), ("level", Level), ("from", From), ("until", Until), ("q", Q), ("sort", Sort) };
        foreach (var (name, value) in changed)
        {
            words.RemoveAll(word => word.Name == name);
            words.Add((name, value));
        }

        var query = string.Join('&', words.Where(static word => !string.IsNullOrEmpty(word.Value)).Select(static word => $"{word.Name}={Uri.EscapeDataString(word.Value ?? "")}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    /// <summary>The filter that it means.</summary>
    /// <exception cref="InvalidDataException">A word is none of its list.</exception>
    internal FindingFilter ToFilter() => new()
    {
        Rule = Rule ?? "",
        Host = string.IsNullOrEmpty(Host) ? null : Host == NoHost ? "" : Host,
        Technique = Technique ?? "",
        GravityMin = string.IsNullOrEmpty(Level) ? 0 : HuntedRule.GravityOf(Level) is > 0 and var gravity ? gravity : throw new InvalidDataException($"'{Level}' is no level: informational, low, medium, high or critical"),
        From = TimeOf(From),
        To = TimeOf(Until),
        Text = (Q ?? "").Length <= FindingFilter.TextCharsMax ? Q ?? "" : throw new InvalidDataException($"a search has at most {FindingFilter.TextCharsMax} characters"),
        IsGravestFirst = Sort switch { "level" => true, null or "" or "time" => false, _ => throw new InvalidDataException($"findings are sorted by time or level, not by '{Sort}'") },
    };

    static DateTimeOffset? TimeOf(string? text)
        => string.IsNullOrEmpty(text) ? null : HuntTime.Read(text, TimeZoneInfo.Utc) ?? throw new InvalidDataException($"'{text}' is no day or time such as 2026-11-22 or 2026-11-22T14:30:00Z");
}
