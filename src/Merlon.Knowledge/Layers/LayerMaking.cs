using System.Globalization;
using Merlon.Attack;

namespace Merlon.Layers;

/// <summary>What an overview layer counts for each technique.</summary>
public enum LayerOverview
{
    /// <summary>Groups that use it, also through their campaigns.</summary>
    Groups,

    /// <summary>Software that uses it.</summary>
    Software,

    /// <summary>Campaigns that use it.</summary>
    Campaigns,

    /// <summary>Mitigations against it.</summary>
    Mitigations,

    /// <summary>Analytics that detect it (from v18), data components before.</summary>
    Detections,
}

/// <summary>Makes layers from a release, ready to be looked at: scores, comments, gradient and legend.</summary>
public static class LayerMaking
{
    /// <summary>Longest statement of one subject in a comment, in characters.</summary>
    public const int CommentStatementCharsMax = 600;

    /// <summary>Most subjects that a comment or the metadata of a cell names.</summary>
    public const int CellSubjectsMax = 12;

    /// <summary>Most steps of a gradient that the legend names one by one.</summary>
    const int LegendStepsMax = 6;

    static readonly LayerColor None = new(0xff, 0xff, 0xff), Most = new(0xde, 0x2d, 0x26);

    /// <summary>
    /// A layer of what one or several subjects touch in a domain; the score is how many of them do. Null when none touches
    /// anything there.
    /// </summary>
    public static Layer? Of(IReadOnlyList<LayerSubject> subjects, string domain, AttackRelease release)
    {
        var touched = subjects.SelectMany(subject => subject.Techniques.Select(one => (subject, one)))
            .GroupBy(static pair => pair.one.Technique, (IEqualityComparer<Technique>)ReferenceEqualityComparer.Instance)
            .OrderBy(static group => group.Key.TechniqueId);
        var techniques = touched.SelectMany(group => Cells(group.Key, domain, release, new LayerTechnique("", Score: group.Count(), Comment: Comment([.. group], subjects.Count))
        {
            Metadata = [.. group.Take(CellSubjectsMax).Select(static pair => new LayerMetadata(pair.subject.Verb, pair.subject.Name)), .. Rest(group.Count())],
        })).ToList();
        var names = Listed([.. subjects.Select(static subject => subject.Name)]);
        var doing = string.Join(" or ", subjects.Select(static subject => subject.Verb).Distinct(StringComparer.Ordinal));
        return techniques.Count == 0 ? null : Frame(names, domain, release, techniques, subjects.Count, subjects.Count == 1 ? subjects[0].Name : "of them") with
        {
            Description = subjects.Count == 1
                ? $"The techniques of {domain} that {names} {doing}, by ATT&CK {release.Version}."
                : $"The techniques of {domain} that {names} {doing}; the score is how many of them do, by ATT&CK {release.Version}.",
        };
    }

    /// <summary>A layer of every technique of a domain with a count; 0 where there is nothing to count.</summary>
    public static Layer Of(LayerOverview overview, string domain, AttackRelease release)
    {
        var counted = CountedBy(overview, release);
        var techniques = LayerSubject.Live(release).Where(technique => technique.Domains.Contains(domain, StringComparer.Ordinal)).OrderBy(static technique => technique.TechniqueId)
            .SelectMany(technique =>
            {
                var names = counted(technique);
                return Cells(technique, domain, release, new LayerTechnique("", Score: names.Count, Comment: names.Count == 0 ? "" : Listed(names)));
            }).ToList();
        var most = techniques.Count == 0 ? 0 : (int)techniques.Max(static technique => technique.Score ?? 0);
        var noun = NameOf(overview, release);
        return Frame($"{noun} per technique", domain, release, techniques, Math.Max(1, most), noun) with
        {
            Description = $"How many {noun} each technique of {domain} has, by ATT&CK {release.Version}.",
            Sorting = LayerSorting.ScoreDescending,
        };
    }

    /// <summary>A layer of techniques whose scores somebody else worked out, under each of their tactics in the domain.</summary>
    /// <param name="name">Name of the layer.</param>
    /// <param name="scored">Techniques with score and comment; those of other domains are left out.</param>
    /// <param name="scoreMax">The score of the strongest colour, above 0.</param>
    /// <param name="meaning">What a high score means, for the legend.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="release">The release.</param>
    public static Layer Of(
        string name, IReadOnlyList<(Technique Technique, double Score, string Comment)> scored, double scoreMax, string meaning, string domain, AttackRelease release)
    {
        var techniques = scored.OrderBy(static one => one.Technique.TechniqueId)
            .SelectMany(one => Cells(one.Technique, domain, release, new LayerTechnique("", Score: one.Score, Comment: one.Comment))).ToList();
        return Frame(name, domain, release, techniques, scoreMax, meaning);
    }

    static IEnumerable<LayerTechnique> Cells(Technique technique, string domain, AttackRelease release, LayerTechnique annotation)
        => release.TacticsOf(technique, domain).Select(tactic => annotation with { TechniqueId = technique.Id, Tactic = tactic.Shortname });

    static Layer Frame(string name, string domain, AttackRelease release, IReadOnlyList<LayerTechnique> techniques, double most, string meaning) => new()
    {
        Name = name,
        Domain = domain,
        AttackVersion = LayerVersion.MajorOf(release.Version),
        Techniques = techniques,
        Gradient = new LayerGradient([None.ToString(), Most.ToString()], 0, most),
        Legend = LegendOf(most, meaning),
        Layout = new LayerLayout { Expanded = LayerExpansion.Annotated },
        Metadata = [new LayerMetadata("ATT&CK", $"{release.Version} {domain}"), new LayerMetadata("made by", "Merlon")],
    };

    static IReadOnlyList<LayerLegendItem> LegendOf(double most, string meaning)
        => most == 1 ? [new LayerLegendItem(meaning, Most.ToString())]
        : most <= LegendStepsMax && most == Math.Floor(most) ? [.. Enumerable.Range(1, (int)most).Select(step => new LayerLegendItem($"{step} {meaning}", Step(step / most)))]
        : [new LayerLegendItem($"0 {meaning}", None.ToString()), new LayerLegendItem(string.Create(CultureInfo.InvariantCulture, $"{most} {meaning}"), Most.ToString())];

    static string Step(double share)
    {
        byte Between(byte from, byte to) => (byte)Math.Round(from + (to - from) * share, MidpointRounding.AwayFromZero);
        return new LayerColor(Between(None.Red, Most.Red), Between(None.Green, Most.Green), Between(None.Blue, Most.Blue)).ToString();
    }

    static string Comment(IReadOnlyList<(LayerSubject Subject, LayerSubjectTechnique One)> touched, int subjects)
    {
        var lines = touched.Take(CellSubjectsMax).Select(pair =>
        {
            var statement = StatementText.Cut(StatementText.Plain(pair.One.Statement), CommentStatementCharsMax);
            return statement.Length == 0 ? $"{pair.Subject.Name} {pair.Subject.Verb} it" : subjects == 1 ? statement : $"{pair.Subject.Name}: {statement}";
        });
        return string.Join("\n", lines) + (touched.Count > CellSubjectsMax ? string.Create(CultureInfo.InvariantCulture, $"\nand {touched.Count - CellSubjectsMax} more") : "");
    }

    static IEnumerable<LayerMetadata> Rest(int count)
        => count > CellSubjectsMax ? [new LayerMetadata("and", string.Create(CultureInfo.InvariantCulture, $"{count - CellSubjectsMax} more"))] : [];

    static string Listed(IReadOnlyList<string> names)
        => string.Join(", ", names.Take(CellSubjectsMax)) + (names.Count > CellSubjectsMax ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - CellSubjectsMax} more") : "");

    static Func<Technique, IReadOnlyList<string>> CountedBy(LayerOverview overview, AttackRelease release) => overview switch
    {
        LayerOverview.Groups => Users(release.All<Group>().Where(static group => group.IsLive).SelectMany(group => release.TechniquesOf(group).Select(use => (use.Technique, group.Name)))),
        LayerOverview.Software => Users(UsedBy<Software>(release)),
        LayerOverview.Campaigns => Users(UsedBy<Campaign>(release)),
        LayerOverview.Mitigations => technique => [.. release.MitigationsOf(technique).Select(static relation => relation.Source.Name).Distinct(StringComparer.Ordinal)],
        _ => HasAnalytics(release)
            ? technique => [.. release.AnalyticsOf(technique).Select(static analytic => $"{analytic.Id} ({string.Join(", ", analytic.Platforms)})")]
            : technique => [.. release.DataComponentsOf(technique).Select(static component => component.Name)],
    };

    static string NameOf(LayerOverview overview, AttackRelease release) => overview switch
    {
        LayerOverview.Groups => "groups",
        LayerOverview.Software => "software",
        LayerOverview.Campaigns => "campaigns",
        LayerOverview.Mitigations => "mitigations",
        _ => HasAnalytics(release) ? "analytics" : "data components",
    };

    static bool HasAnalytics(AttackRelease release) => release.All<Analytic>().Any(static analytic => analytic.IsLive);

    static IEnumerable<(Technique, string)> UsedBy<T>(AttackRelease release) where T : AttackObject
        => release.All<T>().Where(static user => user.IsLive).SelectMany(user => LayerSubject.Of(user, release)?.Techniques.Select(one => (one.Technique, user.Name)) ?? []);

    static Func<Technique, IReadOnlyList<string>> Users(IEnumerable<(Technique Technique, string Name)> uses)
    {
        var names = new Dictionary<Technique, List<string>>(ReferenceEqualityComparer.Instance);
        foreach (var (technique, name) in uses)
        {
            if (!names.TryGetValue(technique, out var users))
            {
                names.Add(technique, users = []);
            }

            users.Add(name);
        }

        return technique => names.TryGetValue(technique, out var users) ? users : [];
    }
}
