using System.Globalization;

namespace Merlon.Assessment;

/// <summary>
/// What of a basis changed so that the test no longer proves anything. A pass rests on what was there: less of it, or other, voids it; more does
/// not. A miss says that what was there did not suffice: more of it, or other, voids it; less does not.
/// </summary>
static class BasisChanges
{
    /// <summary>The axis that an outcome speaks of first: a block of prevention, all others of detection.</summary>
    public static Axis FirstAxisOf(Outcome outcome) => outcome == Outcome.Blocked ? Axis.Prevention : Axis.Detection;

    /// <summary>
    /// The changes in words, in the order of the basis, that void what the test says of detection (with visibility) or of prevention; none while it
    /// holds. A block says nothing of detection.
    /// </summary>
    public static IReadOnlyList<string> Of(RecordedTest test, TestBasis stamped, TestBasis now, Axis axis)
    {
        List<string> changes = [];
        if (test.Outcome == Outcome.Blocked && axis == Axis.Detection)
        {
            return changes;
        }

        var before = stamped.Lines.ToDictionary(static line => (line.Kind, line.Key));
        var after = now.Lines.ToDictionary(static line => (line.Kind, line.Key));
        var isPass = test.Outcome is Outcome.Alerted or Outcome.Blocked && axis == FirstAxisOf(test.Outcome);
        foreach (var key in before.Keys.Union(after.Keys).OrderBy(static key => key.Kind).ThenBy(static key => key.Key, StringComparer.Ordinal))
        {
            var (was, current) = (before.GetValueOrDefault(key), after.GetValueOrDefault(key));
            if ((was ?? current) is { } line && Matters(test, line, axis) && ChangeOf(was, current, isPass) is { } change)
            {
                changes.Add(change);
            }
        }

        return changes;
    }

    /// <summary>True when a test's word for a rule is the rule's id or title.</summary>
    public static bool IsNamed(string word, string id, string title)
        => word.Length > 0 && (string.Equals(word, id, StringComparison.OrdinalIgnoreCase) || string.Equals(word, title, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether what the test says of an axis can hang on a line at all: on what the test names, where it names something.</summary>
    static bool Matters(RecordedTest test, BasisLine line, Axis axis) => line.Kind switch
    {
        BasisKind.Technique => true,
        BasisKind.Rule => axis == Axis.Detection && (test.Rule.Length == 0 || IsNamed(test.Rule, IdOf(line.Key), line.Name)),
        BasisKind.LogSource => axis == Axis.Detection && (test.LogSource.Length > 0 ? IsOf(line, test.LogSource) : test.Rule.Length == 0 || CollectedAs.Feeds(line.Value)),
        BasisKind.Mitigation => axis == Axis.Prevention && (!test.NamesStop || IsOf(line, test.Mitigation)),
        BasisKind.Control => axis == Axis.Prevention && (!test.NamesStop || IsOf(line, test.Control) || IsControl(line, test.Control)),
        _ => throw new ArgumentOutOfRangeException(nameof(line), line.Kind, "not a kind"),
    };

    // CM-7 names nist-800-53-r5:CM-7
    static bool IsControl(BasisLine line, string named) => named.Length > 0 && line.Key.Contains($":{named}@", StringComparison.OrdinalIgnoreCase);

    static bool IsOf(BasisLine line, string named) => named.Length > 0 && line.Key.StartsWith($"{named}@", StringComparison.OrdinalIgnoreCase);

    static string IdOf(string ruleKey) => ruleKey[(ruleKey.LastIndexOf(':') + 1)..];

    static string? ChangeOf(BasisLine? was, BasisLine? now, bool isPass) => (was, now) switch
    {
        ({ } gone, null) => isPass && gone.Kind != BasisKind.Technique ? $"{NameOf(gone)} is gone" : null,
        (null, { } added) => !isPass && added.Kind != BasisKind.Technique ? $"{NameOf(added)} is new" : null,
        ({ } before, { } after) when !string.Equals(before.Value, after.Value, StringComparison.Ordinal) => Changed(before, after, isPass),
        _ => null,
    };

    static string? Changed(BasisLine was, BasisLine now, bool isPass) => was.Kind switch
    {
        BasisKind.Technique => Redefined(was.Value.Split(' '), now.Value.Split(' ')) is { } versions ? $"{now.Name} was redefined ({versions})" : null,
        BasisKind.Rule => $"{NameOf(now)} detects something else than then",
        BasisKind.LogSource => CollectedAs.ChangeOf(was.Value, now.Value, isPass) is { } change ? $"{NameOf(now)} {change}" : null,
        BasisKind.Mitigation or BasisKind.Control => IsLess(now.Value, was.Value) == isPass ? $"{NameOf(now)} went from {was.Value} to {now.Value}" : null,
        _ => null,
    };

    // A technique that has another id was moved by the release: what was tried is the same.
    static string? Redefined(string[] was, string[] now) => was is [var id, var before] && now is [var sameId, var after] && string.Equals(id, sameId, StringComparison.Ordinal)
        ? $"its version went from {before} to {after}" : null;

    static bool IsLess(string degree, string than)
        => Array.IndexOf(OrganisationKeys.Degrees, degree) < Array.IndexOf(OrganisationKeys.Degrees, than);

    static string NameOf(BasisLine line) => line.Kind switch
    {
        BasisKind.Rule => $"the rule \"{line.Name}\"",
        BasisKind.LogSource => $"{line.Name}{ScopeOf(line.Key)}",
        _ => $"{line.Name}{ScopeOf(line.Key)}",
    };

    static string ScopeOf(string key) => key.LastIndexOf('@') is var at and >= 0 ? $" on {key[(at + 1)..]}" : "";
}

/// <summary>How a log source was collected, as a basis keeps it: <c>85% 1,3,10 feeds</c>.</summary>
static class CollectedAs
{
    const string AllEvents = "all";
    const string Feeding = " feeds";

    public static string TextOf(double share, IReadOnlyList<int> eventIds, bool feeds)
        => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(share * 100, 1)}% {(eventIds.Count == 0 ? AllEvents : string.Join(',', eventIds))}{(feeds ? Feeding : "")}");

    /// <summary>True when it feeds a rule that speaks.</summary>
    public static bool Feeds(string value) => value.EndsWith(Feeding, StringComparison.Ordinal);

    /// <summary>In words what changed for the worse (of a pass) or for the better (of a miss), or null.</summary>
    public static string? ChangeOf(string was, string now, bool isPass)
    {
        var (before, after) = (Read(was), Read(now));
        var (bandBefore, bandAfter) = (BandOf(before.Percent), BandOf(after.Percent));
        if (isPass ? bandAfter < bandBefore : bandAfter > bandBefore)
        {
            return string.Create(CultureInfo.InvariantCulture, $"went from {before.Percent} % to {after.Percent} % of the devices");
        }

        var lost = isPass ? Missing(before.Events, after.Events) : Missing(after.Events, before.Events);
        return lost.Length == 0 ? null : isPass ? $"no longer has the events {lost}" : $"now has the events {lost}";
    }

    // DeTT&CT's steps of completeness: a per cent more or less is another day, not another sensor.
    static int BandOf(double percent) => percent switch
    {
        <= 0 => 0,
        <= 25 => 1,
        <= 50 => 2,
        <= 75 => 3,
        < 100 => 4,
        _ => 5,
    };

    static (double Percent, string Events) Read(string value)
    {
        var parts = value.Split(' ');
        return (double.TryParse(parts[0].TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) ? percent : 0, parts.Length > 1 ? parts[1] : AllEvents);
    }

    /// <summary>Events of the one that the other lacks.</summary>
    static string Missing(string of, string from)
    {
        if (string.Equals(from, AllEvents, StringComparison.Ordinal))
        {
            return "";
        }

        var has = from.Split(',').ToHashSet(StringComparer.Ordinal);
        return string.Equals(of, AllEvents, StringComparison.Ordinal) ? $"other than {from}" : string.Join(", ", of.Split(',').Where(id => !has.Contains(id)));
    }
}
