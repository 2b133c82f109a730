using System.Globalization;
using Merlon.Assessment;

namespace Merlon.Controls;

/// <summary>Joins what is built in and what files say into frameworks: which mapping speaks, in which spelling, and what leads where.</summary>
sealed class ControlMerge
{
    /// <summary>The domain of what is built in.</summary>
    const string BuiltInDomain = "enterprise-attack";

    public static readonly MappingSource NoSource = new("", "", "", "");

    readonly FrameworkNames names = FrameworkNames.OpenBuiltIn();
    readonly SortedDictionary<string, Draft> drafts = new(StringComparer.Ordinal);

    public static IEnumerable<MappedFramework> Of(IReadOnlyList<MappedFramework> known, IReadOnlyList<ControlMapping> mappings)
    {
        var merge = new ControlMerge();
        foreach (var framework in known)
        {
            merge.drafts.Add(framework.Framework.Id, new Draft(framework));
        }

        foreach (var group in mappings.GroupBy(static mapping => mapping.FrameworkId, StringComparer.Ordinal))
        {
            merge.DraftOf(group.Key, group.First().FrameworkName).Add([.. group]);
        }

        merge.LinkBack();
        return merge.drafts.Values.Select(static draft => draft.ToFramework());
    }

    /// <summary>Of mappings of one framework those that speak: of each domain the one for the newest ATT&amp;CK version, the last of equals; all that name no domain.</summary>
    internal static IReadOnlyList<ControlMapping> Speaking(IReadOnlyList<ControlMapping> mappings)
    {
        var best = new Dictionary<string, ControlMapping>(StringComparer.Ordinal);
        foreach (var mapping in mappings.Where(static mapping => mapping.Domain.Length > 0))
        {
            if (!best.TryGetValue(mapping.Domain, out var before) || CompareVersions(mapping.Source.AttackVersion, before.Source.AttackVersion) >= 0)
            {
                best[mapping.Domain] = mapping;
            }
        }

        return [.. mappings.Where(mapping => mapping.Domain.Length == 0 || ReferenceEquals(best[mapping.Domain], mapping))];
    }

    /// <summary>Orders versions such as 9.0 and 16.1 by their numbers; what is none comes first.</summary>
    internal static int CompareVersions(string left, string right)
    {
        var (first, second) = (NumbersOf(left), NumbersOf(right));
        for (var i = 0; i < Math.Max(first.Length, second.Length); i++)
        {
            var order = (i < first.Length ? first[i] : 0).CompareTo(i < second.Length ? second[i] : 0);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    static int[] NumbersOf(string version)
        => [.. version.TrimStart('v', 'V').Split('.').Select(static part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)];

    Draft DraftOf(string id, string name)
    {
        if (!drafts.TryGetValue(id, out var draft))
        {
            drafts.Add(id, draft = new Draft(id, name));
        }

        return draft;
    }

    // A framework that crosswalks only lead to gets its controls from them, and the way back: who declares it says something of their sources.
    void LinkBack()
    {
        foreach (var draft in drafts.Values.ToArray())
        {
            foreach (var (control, step) in draft.Links.ToArray())
            {
                var id = drafts.ContainsKey(step.FrameworkId) ? step.FrameworkId : names.Find(step.FrameworkId)?.Id ?? names.Of(step.FrameworkId, "").Id;
                if (id.Length > 0 && !string.Equals(id, draft.Id, StringComparison.Ordinal))
                {
                    DraftOf(id, names.Find(id)?.Name ?? step.FrameworkId).AddBack(step, new ControlStep(draft.Id, control, Turned(step.Relation)) { Grade = step.Grade, Source = step.Source });
                }
            }
        }
    }

    static LinkRelation Turned(LinkRelation relation) => relation switch
    {
        LinkRelation.SubsetOf => LinkRelation.SupersetOf,
        LinkRelation.SupersetOf => LinkRelation.SubsetOf,
        _ => relation,
    };

    /// <summary>A framework while it is put together.</summary>
    sealed class Draft
    {
        readonly MappedFramework? known;
        readonly string name;
        readonly Dictionary<string, string> spellings = new(StringComparer.Ordinal);
        readonly Dictionary<string, string> titles = new(StringComparer.Ordinal);
        readonly HashSet<string> words = new(StringComparer.OrdinalIgnoreCase);
        readonly List<MappingSource> sources = [];
        readonly List<(string Control, ControlEdge Edge)> edges = [];
        readonly List<(string Control, ControlStep Step)> back = [];
        MappingKind? kind;
        bool isAdded;

        public Draft(MappedFramework framework)
            : this(framework.Framework.Id, framework.Framework.Name)
        {
            known = framework;
            sources.AddRange(framework.Framework.Sources);
            foreach (var control in framework.Framework.Controls)
            {
                spellings[ControlKey.Of(control)] = control;
            }

            Links.AddRange(framework.HasLinks ? framework.Framework.Controls.SelectMany(control => framework.LinksOf(control).Select(step => (control, step))) : []);
        }

        public Draft(string id, string name)
        {
            Id = id;
            this.name = name;
        }

        public string Id { get; }

        public List<(string Control, ControlStep Step)> Links { get; } = [];

        public void Add(IReadOnlyList<ControlMapping> mappings)
        {
            isAdded = true;
            foreach (var mapping in mappings)
            {
                words.UnionWith(mapping.Words);
                foreach (var control in mapping.Controls)
                {
                    var spelling = SpellingOf(control.Id);
                    if (control.Title.Length > 0)
                    {
                        titles[spelling] = control.Title;
                    }
                }

                Links.AddRange(mapping.Links.Select(link => (SpellingOf(link.Control), new ControlStep(link.TargetFramework, link.TargetControl, link.Relation) { Grade = link.Grade, Source = mapping.Source })));
            }

            var speaking = Speaking([.. mappings.Where(static mapping => mapping.Edges.Count > 0)]);
            var replaces = speaking.Any(static mapping => string.Equals(mapping.Domain, BuiltInDomain, StringComparison.Ordinal));
            if (known is { HasEdges: true } && !replaces)
            {
                edges.AddRange(known.Framework.Controls.SelectMany(control => known.EdgesOf(control).Select(edge => (control, edge))));
            }
            else if (replaces)
            {
                sources.Clear();
            }

            foreach (var mapping in speaking)
            {
                edges.AddRange(mapping.Edges.Select(edge => (SpellingOf(edge.Control), new ControlEdge(edge.Technique.ToString(), 1, "") { Category = edge.Category, Grade = edge.Grade, Source = mapping.Source })));
            }

            kind = KindOf(mappings);
            sources.AddRange(speaking.Concat(mappings.Where(static mapping => mapping.Edges.Count == 0)).Select(static mapping => mapping.Source));
        }

        public void AddBack(ControlStep step, ControlStep way)
        {
            if (known is not { } framework || framework.Canonical(step.ControlId) is not { } control)
            {
                if (known is not null || isAdded && edges.Count > 0)
                {
                    return;
                }

                control = SpellingOf(step.ControlId);
            }

            back.Add((control, way));
        }

        public MappedFramework ToFramework()
        {
            if (known is not null && !isAdded)
            {
                return known;
            }

            var controls = spellings.Values.Distinct(StringComparer.Ordinal).ToArray();
            Array.Sort(controls, ControlOrder.Compare);
            var attack = sources.Select(static source => source.AttackVersion).Where(static version => version.Length > 0).Order(Comparer<string>.Create(CompareVersions)).LastOrDefault("");
            var licences = string.Join("; ", sources.Select(static source => source.Licence).Where(static licence => licence.Length > 0).Distinct(StringComparer.Ordinal));
            var ways = edges.Count == 0 && Links.Count == 0 ? back : Links;
            return new MappedFramework(
                new ControlFramework(Id, name, attack, licences, controls) { Kind = kind ?? MappingKind.Controls, Sources = [.. sources], Titles = titles },
                [.. known?.Words ?? [], .. words], known?.PrefixKeys ?? [], Distinct(edges),
                ways.DistinctBy(static way => (way.Control, way.Step.FrameworkId, ControlKey.Of(way.Step.ControlId))).ToLookup(static way => way.Control, static way => way.Step, StringComparer.Ordinal));
        }

        // of several pairs of one control, technique and category the strongest speaks, the first of equals
        static ILookup<string, ControlEdge> Distinct(List<(string Control, ControlEdge Edge)> edges)
        {
            var strongest = new Dictionary<(string, string, EdgeCategory), (string Control, ControlEdge Edge)>();
            foreach (var pair in edges)
            {
                var key = (pair.Control, pair.Edge.TechniqueId, pair.Edge.Category);
                if (!strongest.TryGetValue(key, out var before) || ControlStrength.OfEdge(pair.Edge) > ControlStrength.OfEdge(before.Edge))
                {
                    strongest[key] = pair;
                }
            }

            return strongest.Values.OrderBy(static pair => pair.Edge.TechniqueId, StringComparer.Ordinal).ThenBy(static pair => pair.Edge.Category)
                .ToLookup(static pair => pair.Control, static pair => pair.Edge, StringComparer.Ordinal);
        }

        static MappingKind KindOf(IReadOnlyList<ControlMapping> mappings)
            => mappings.Any(static mapping => mapping.Kind == MappingKind.Controls) ? MappingKind.Controls
                : mappings.Any(static mapping => mapping.Kind == MappingKind.Weaknesses) ? MappingKind.Weaknesses
                : MappingKind.Related;

        string SpellingOf(string control)
        {
            var key = ControlKey.Of(control);
            if (!spellings.TryGetValue(key, out var spelling))
            {
                spellings.Add(key, spelling = known?.Canonical(control) is { } canonical && string.Equals(ControlKey.Of(canonical), key, StringComparison.Ordinal) ? canonical : control);
            }

            return spelling;
        }
    }
}
