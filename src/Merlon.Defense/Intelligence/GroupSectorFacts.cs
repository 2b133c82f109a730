using System.Globalization;
using System.Text;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Facts;

namespace Merlon.Intelligence;

/// <summary>
/// Makes the facts that <see cref="GroupSectors"/> opens, from published sources, so that they can be made again for a new
/// release. docs/design/threat-profile.md, "Who targets whom".
/// </summary>
public sealed class GroupSectorFacts
{
    const string UnknownWord = "MISP002";
    const string SeveralGroups = "MISP003";
    const string NoTexts = "MISP004";

    /// <summary>Sources by weight, the heaviest first: how likely a statement of this source alone is right.</summary>
    static readonly (string Source, double Weight)[] Weights =
        [("tidal", 0.9), ("misp", 0.8), ("attack-description", 0.7), ("attack-campaign", 0.6)];

    readonly AttackRelease release;
    readonly Vocabulary sectors = Vocabulary.Of(FactsTable.OpenBuiltIn(GroupSectors.SectorsFile, GroupSectors.VocabularyColumns));
    readonly Vocabulary regions = Vocabulary.Of(FactsTable.OpenBuiltIn(GroupSectors.RegionsFile, GroupSectors.VocabularyColumns));
    readonly List<Group> groups;
    readonly SortedDictionary<(string Group, string Kind, string Name), SortedSet<string>> statements = new(FactOrder);
    readonly SortedDictionary<string, int> unknownWords = new(StringComparer.Ordinal);

    GroupSectorFacts(AttackRelease release)
    {
        this.release = release;
        groups = [.. release.All<Group>().Where(static group => group.IsLive)];
    }

    /// <summary>
    /// Makes the table: per live group the sectors and regions that it is said to target, with confidence and sources. Words
    /// that name no sector or region are counted and given up; a release without texts gives up what descriptions would say.
    /// </summary>
    /// <param name="release">A release with texts, of all the domains whose groups are wanted.</param>
    /// <param name="tidalGroups">MISP galaxy cluster <c>tidal-groups.json</c>.</param>
    /// <param name="threatActors">MISP galaxy cluster <c>threat-actor.json</c>.</param>
    /// <param name="limits">Bounds on size and depth.</param>
    public static Parsed<string> Make(
        AttackRelease release, ReadOnlyMemory<byte> tidalGroups, ReadOnlyMemory<byte> threatActors, ReadLimits limits)
    {
        var tidalLog = new DiagnosticLog("tidal-groups.json", limits);
        var actorLog = new DiagnosticLog("threat-actor.json", limits);
        var tidal = MispGalaxy.Read(tidalGroups, tidalLog, limits);
        var actors = MispGalaxy.Read(threatActors, actorLog, limits);
        if (tidal is null || actors is null)
        {
            return new Parsed<string>(Value: null, [.. tidalLog.ToList(), .. actorLog.ToList()]);
        }

        var maker = new GroupSectorFacts(release);
        maker.AddTidal(tidal, tidalLog);
        maker.AddThreatActors(actors, actorLog);
        maker.AddDescriptions(actorLog);
        return new Parsed<string>(maker.ToTable(), [.. tidalLog.ToList(), .. actorLog.ToList()]);
    }

    void AddTidal(MispGalaxy galaxy, DiagnosticLog log)
    {
        var ids = groups.Select(static group => group.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var cluster in galaxy.Clusters)
        {
            foreach (var id in cluster.AttackIds.Where(ids.Contains))
            {
                Add(id, cluster, "tidal");
            }
        }

        NoteUnknownWords(log);
    }

    void AddThreatActors(MispGalaxy galaxy, DiagnosticLog log)
    {
        var directory = new GroupDirectory(groups);
        foreach (var cluster in galaxy.Clusters.Where(static cluster => cluster.Sectors.Count + cluster.Regions.Count > 0))
        {
            var found = directory.Find(cluster);
            if (found.Count > 1)
            {
                log.Note(
                    SeveralGroups, SourceLocation.Whole,
                    $"the cluster stands for {found.Count} groups, {string.Join(", ", found)}; what it says counts for each", cluster.Name);
            }

            foreach (var id in found)
            {
                Add(id, cluster, "misp");
            }
        }

        NoteUnknownWords(log);
    }

    void AddDescriptions(DiagnosticLog log)
    {
        if (!release.HasTexts)
        {
            log.Warn(
                NoTexts, SourceLocation.Whole, "the release has no descriptions; what they say of targets is missing from the facts",
                advice: "read the release from its STIX bundles");
            return;
        }

        var lexicon = SectorLexicon.OpenBuiltIn();
        foreach (var group in groups)
        {
            AddText(lexicon, group, group, "attack-description");
            foreach (var attribution in release.To(group))
            {
                if (attribution is { IsLive: true, Type: "attributed-to", Source: Campaign campaign })
                {
                    AddText(lexicon, group, campaign, "attack-campaign");
                }
            }
        }
    }

    void AddText(SectorLexicon lexicon, Group group, AttackObject described, string source)
    {
        foreach (var sector in lexicon.SectorsIn(described.Description, described.Aliases.Prepend(described.Name)))
        {
            Add(group.Id, GroupSectors.SectorKind, sector, source);
        }
    }

    void Add(string groupId, MispCluster cluster, string source)
    {
        AddWords(groupId, GroupSectors.SectorKind, cluster.Sectors, sectors, source);
        AddWords(groupId, GroupSectors.RegionKind, cluster.Regions, regions, source);
    }

    void AddWords(string groupId, string kind, IReadOnlyList<string> words, Vocabulary vocabulary, string source)
    {
        foreach (var word in words)
        {
            if (vocabulary.TryFind(word, out var name))
            {
                Add(groupId, kind, name, source);
            }
            else
            {
                unknownWords[word] = unknownWords.GetValueOrDefault(word) + 1;
            }
        }
    }

    void Add(string groupId, string kind, string name, string source)
    {
        var key = (groupId, kind, name);
        if (!statements.TryGetValue(key, out var sources))
        {
            statements[key] = sources = new SortedSet<string>(StringComparer.Ordinal);
        }

        sources.Add(source);
    }

    void NoteUnknownWords(DiagnosticLog log)
    {
        foreach (var (word, count) in unknownWords)
        {
            log.Note(
                UnknownWord, SourceLocation.Whole,
                string.Create(CultureInfo.InvariantCulture, $"names no sector or region that Merlon knows; {count} statements were given up"),
                word);
        }

        unknownWords.Clear();
    }

    string ToTable()
    {
        var text = new StringBuilder();
        text.Append("# Which sectors and regions ATT&CK's groups are said to target. Made by merlon release pack; do not edit.\n");
        text.Append("# confidence = 1 - product of (1 - weight) over the sources:");
        text.AppendJoin(',', Weights.Select(static w => string.Create(CultureInfo.InvariantCulture, $" {w.Source} {w.Weight}"))).Append('\n');
        text.Append("# tidal, misp: MISP galaxy clusters tidal-groups and threat-actor, CC0 1.0.\n");
        text.Append("# attack-description, attack-campaign: words in MITRE ATT&CK's descriptions of the group and of its campaigns.\n");
        text.Append(CultureInfo.InvariantCulture, $"# attack: {release.Version}\n");
        text.Append("#group\tkind\tname\tconfidence\tsources\n");
        foreach (var ((group, kind, name), sources) in statements)
        {
            var said = Weights.Where(weight => sources.Contains(weight.Source)).ToList();
            var doubt = said.Aggregate(1.0, static (rest, weight) => rest * (1 - weight.Weight));
            text.Append(
                CultureInfo.InvariantCulture,
                $"{group}\t{kind}\t{name}\t{1 - doubt:0.####}\t{string.Join(", ", said.Select(static w => w.Source))}\n");
        }

        return text.ToString();
    }

    static Comparer<(string Group, string Kind, string Name)> FactOrder { get; } = Comparer<(string Group, string Kind, string Name)>.Create(
        static (a, b) => string.CompareOrdinal(a.Group, b.Group) is var byGroup and not 0 ? byGroup
            : string.CompareOrdinal(b.Kind, a.Kind) is var byKind and not 0 ? byKind
            : string.CompareOrdinal(a.Name, b.Name));

    /// <summary>Finds the groups that a cluster of another publisher stands for.</summary>
    sealed class GroupDirectory
    {
        readonly Dictionary<string, SortedSet<string>> byName = new(StringComparer.Ordinal);
        readonly Dictionary<string, string> byUuid = new(StringComparer.Ordinal);
        readonly HashSet<string> ids = new(StringComparer.Ordinal);

        public GroupDirectory(IReadOnlyList<Group> groups)
        {
            foreach (var group in groups)
            {
                ids.Add(group.Id);
                byUuid[group.StixId[(group.StixId.IndexOf("--", StringComparison.Ordinal) + 2)..]] = group.Id;
                foreach (var name in group.Aliases.Prepend(group.Name))
                {
                    var key = Vocabulary.KeyOf(name);
                    if (!byName.TryGetValue(key, out var named))
                    {
                        byName[key] = named = new SortedSet<string>(StringComparer.Ordinal);
                    }

                    named.Add(group.Id);
                }
            }
        }

        /// <summary>
        /// By the cluster's name, else by the ATT&amp;CK ids that it gives, else by uuid, else by its synonyms. The name comes
        /// first because "similar" clusters reach further than the group: APT17 is said to be similar to Axiom.
        /// </summary>
        public IReadOnlyList<string> Find(MispCluster cluster)
        {
            if (byName.TryGetValue(Vocabulary.KeyOf(cluster.Name), out var named))
            {
                return [.. named];
            }

            var found = new SortedSet<string>(cluster.AttackIds.Concat(cluster.Synonyms).Where(ids.Contains), StringComparer.Ordinal);
            if (found.Count == 0)
            {
                found.UnionWith(cluster.RelatedUuids.Where(byUuid.ContainsKey).Select(uuid => byUuid[uuid]));
            }

            if (found.Count == 0)
            {
                found.UnionWith(cluster.Synonyms.SelectMany(synonym => byName.GetValueOrDefault(Vocabulary.KeyOf(synonym), [])));
            }

            return [.. found];
        }
    }
}
