namespace Merlon.Assessment;

/// <summary>A claim on one axis of one technique in one scope, decayed; the group is who would fall silent together with it.</summary>
readonly record struct Claim(Axis Axis, string Group, double FurtherShare, Voice Voice)
{
    /// <summary>Sorts a statement into its group: docs/design/coverage-model.md, "How claims on one axis combine".</summary>
    public static Claim Of(Evidence evidence, double strength, CoverageParameters parameters)
    {
        if (evidence.Axis == Axis.Visibility)
        {
            return new(Axis.Visibility, "", 1, new(evidence.Source, evidence.Id, strength));
        }

        var (group, furtherShare, voice) = evidence.Kind switch
        {
            EvidenceKind.Rule => (RuleGroup(evidence.Source), parameters.FurtherRuleShare, evidence.Source),
            EvidenceKind.Control => ("control", parameters.FurtherControlShare, ControlFamily(evidence.Source)),
            EvidenceKind.Mitigation => ("mitigation", parameters.FurtherMitigationShare, evidence.Source),
            _ => ("log-source", parameters.FurtherRuleShare, evidence.Source),
        };
        return new(evidence.Axis, group, furtherShare, new(voice, evidence.Id, strength));
    }

    /// <summary><c>rule:windows/process_creation:5af5…</c> → <c>rule:windows/process_creation</c>; a source without a log source is with its like.</summary>
    internal static string RuleGroup(string source)
    {
        var afterKind = source.IndexOf(':', StringComparison.Ordinal) + 1;
        var afterLogSource = source.IndexOf(':', afterKind);
        return afterLogSource < 0 ? "rule" : source[..afterLogSource];
    }

    /// <summary>
    /// <c>control:nist-800-53-r5:AC-2</c> → <c>AC</c>, <c>control:cis-v8:3.12</c> → <c>cis-v8:3</c>; a chained one
    /// (<c>control:hipaa:164.312(a)(1)&gt;AC-2, AC-3</c>) has the family of the first control after the <c>&gt;</c>.
    /// </summary>
    internal static string ControlFamily(string source)
    {
        var via = source.IndexOf('>', StringComparison.Ordinal);
        var control = source[(via >= 0 ? via + 1 : source.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var id = control.IndexOf(':', StringComparison.Ordinal) + 1;
        var isNumbered = id < control.Length && char.IsAsciiDigit(control[id]);
        var end = control.IndexOf(isNumbered ? '.' : '-', id);
        var family = isNumbered ? 0 : id; // a family named by letters is the same in every framework that names it
        return end < 0 ? control[family..] : control[family..end];
    }
}

/// <summary>Somebody who says it, and how strongly (0..1).</summary>
readonly record struct Voice(string Key, string EvidenceId, double Strength);

/// <summary>
/// Voices that say the same thing: each once, by its strongest statement, the strongest voice first. The value is
/// min(1, Σ share^(i−1) × strength), so a further voice never lowers it and adds less the more there are.
/// </summary>
sealed class VoiceGroup
{
    readonly double furtherShare;
    readonly Voice[] voices;

    VoiceGroup(string key, double furtherShare, Voice[] voices)
    {
        Key = key;
        this.furtherShare = furtherShare;
        this.voices = voices;
        Value = ValueOf(voices, furtherShare);
    }

    public string Key { get; }

    public IReadOnlyList<Voice> Voices => voices;

    /// <summary>What each further voice counts of the one before it, 0..1.</summary>
    public double FurtherShare => furtherShare;

    public double Value { get; }

    public static VoiceGroup Of(string key, double furtherShare, List<Voice> voices)
    {
        voices.Sort(Compare);
        var heard = new HashSet<string>(voices.Count, StringComparer.Ordinal);
        var strongest = new List<Voice>(voices.Count);
        foreach (var voice in voices)
        {
            if (heard.Add(voice.Key))
            {
                strongest.Add(voice);
            }
        }

        return new(key, furtherShare, [.. strongest]);
    }

    /// <summary>What <see cref="Of"/> makes of these voices and more; one voice more is put in its place without sorting anew.</summary>
    public VoiceGroup With(List<Voice> more)
        => more.Count == 1 ? new(Key, furtherShare, Inserted(voices, more[0])) : Of(Key, furtherShare, [.. voices, .. more]);

    // voices are in order, each key once
    static Voice[] Inserted(Voice[] voices, Voice voice)
    {
        var same = Array.FindIndex(voices, one => string.Equals(one.Key, voice.Key, StringComparison.Ordinal));
        if (same >= 0 && !IsBefore(voice, voices[same]))
        {
            return voices;
        }

        var inserted = new Voice[voices.Length + (same >= 0 ? 0 : 1)];
        var (count, isIn) = (0, false);
        for (var i = 0; i < voices.Length; i++)
        {
            if (!isIn && Compare(voice, voices[i]) < 0)
            {
                (inserted[count++], isIn) = (voice, true);
            }

            if (i != same)
            {
                inserted[count++] = voices[i];
            }
        }

        if (!isIn)
        {
            inserted[count] = voice;
        }

        return inserted;
    }

    internal static int Compare(Voice a, Voice b) => IsBefore(a, b) ? -1 : IsBefore(b, a) ? 1 : string.CompareOrdinal(a.Key, b.Key);

    static bool IsBefore(Voice a, Voice b)
        => a.Strength > b.Strength || (a.Strength.Equals(b.Strength) && string.CompareOrdinal(a.EvidenceId, b.EvidenceId) < 0);

    static double ValueOf(Voice[] voices, double furtherShare)
    {
        var (sum, share) = (0.0, 1.0);
        foreach (var voice in voices)
        {
            sum += share * voice.Strength;
            share *= furtherShare;
        }

        return Math.Min(1, sum);
    }
}

/// <summary>All claims on one axis of one cell: independent groups, scaled to a ceiling.</summary>
sealed class AxisClaims
{
    readonly double ceiling;
    readonly VoiceGroup[] groups; // by key

    AxisClaims(double ceiling, VoiceGroup[] groups)
    {
        this.ceiling = ceiling;
        this.groups = groups;
        var open = 1.0;
        foreach (var group in groups)
        {
            open *= 1 - group.Value;
        }

        Value = ceiling * (1 - open);
    }

    public double Value { get; }

    /// <summary>Most that the claims can give together, 0..1.</summary>
    public double Ceiling => ceiling;

    public IReadOnlyList<VoiceGroup> Groups => groups;

    public IEnumerable<Voice> Voices => groups.SelectMany(static group => group.Voices);

    public static AxisClaims None(double ceiling) => new(ceiling, []);

    /// <summary>With the claims among <paramref name="more"/> that are on <paramref name="axis"/>.</summary>
    public AxisClaims With(Axis axis, IReadOnlyList<Claim> more) => HasAny(axis, more) ? Joined(axis, more) : this;

    static bool HasAny(Axis axis, IReadOnlyList<Claim> claims)
    {
        for (var i = 0; i < claims.Count; i++)
        {
            if (claims[i].Axis == axis)
            {
                return true;
            }
        }

        return false;
    }

    AxisClaims Joined(Axis axis, IReadOnlyList<Claim> more)
    {
        var added = new SortedList<string, (double FurtherShare, List<Voice> Voices)>(StringComparer.Ordinal);
        foreach (var claim in more)
        {
            if (claim.Axis == axis)
            {
                if (!added.TryGetValue(claim.Group, out var group))
                {
                    added.Add(claim.Group, group = (claim.FurtherShare, []));
                }

                group.Voices.Add(claim.Voice);
            }
        }

        var merged = new List<VoiceGroup>(groups.Length + added.Count);
        foreach (var group in groups)
        {
            merged.Add(added.Remove(group.Key, out var joining) ? group.With(joining.Voices) : group);
        }

        merged.AddRange(added.Select(static group => VoiceGroup.Of(group.Key, group.Value.FurtherShare, group.Value.Voices)));
        merged.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return new(ceiling, [.. merged]);
    }
}
