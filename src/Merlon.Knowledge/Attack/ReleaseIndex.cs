using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Merlon.Attack;

/// <summary>
/// Everything that makes look-ups in a release cheap, built once: objects by STIX id and by ATT&amp;CK id, and, when
/// first asked for, objects by kind and the relationships of each object as two slices of two arrays. Plain dictionaries with plain keys: frozen ones take longer
/// to build than a short-lived process spends looking things up, and tables of our own value types are compiled at start.
/// </summary>
sealed class ReleaseIndex
{
    readonly Dictionary<string, int> places;
    readonly Dictionary<string, AttackObject> byId;
    readonly Dictionary<int, Technique> techniques;
    readonly ConcurrentDictionary<Type, Array> kinds = new();
    readonly AttackObject[] objects;
    readonly Lazy<Adjacency> from;
    readonly Lazy<Adjacency> to;
    readonly Lazy<TacticIndex> tactics;

    public ReleaseIndex(AttackObject[] objects, Lazy<Relationship[]> relationships)
    {
        this.objects = objects;
        places = new Dictionary<string, int>(objects.Length, StringComparer.Ordinal);
        byId = new Dictionary<string, AttackObject>(objects.Length, StringComparer.OrdinalIgnoreCase);
        techniques = new Dictionary<int, Technique>(objects.Length / 4);
        for (var i = 0; i < objects.Length; i++)
        {
            places.Add(objects[i].StixId, i);
            objects[i].Place = i;
            AddId(objects[i]);
        }

        from = new Lazy<Adjacency>(() => Adjacency.Of(relationships.Value, objects.Length, static relation => relation.Source.Place));
        to = new Lazy<Adjacency>(() => Adjacency.Of(relationships.Value, objects.Length, static relation => relation.Target.Place));
        tactics = new Lazy<TacticIndex>(() => new TacticIndex(this));
    }

    public IReadOnlyList<T> All<T>() where T : AttackObject => (T[])kinds.GetOrAdd(typeof(T), static (_, objects) => OfKind<T>(objects), objects);

    public bool TryFindStix(string stixId, [NotNullWhen(true)] out AttackObject? found)
    {
        found = places.TryGetValue(stixId, out var place) ? objects[place] : null;
        return found is not null;
    }

    public bool TryFindId(string id, [NotNullWhen(true)] out AttackObject? found) => byId.TryGetValue(id, out found);

    public bool TryFindTechnique(TechniqueId id, [NotNullWhen(true)] out Technique? found)
    {
        if (!id.IsOwn)
        {
            return techniques.TryGetValue(id.Packed, out found);
        }

        found = byId.TryGetValue(id.ToString(), out var own) ? own as Technique : null;
        return found is not null;
    }

    public IReadOnlyList<Relationship> From(AttackObject source)
        => TryPlace(source, out var place) ? from.Value.At(place) : [];

    public IReadOnlyList<Relationship> To(AttackObject target)
        => TryPlace(target, out var place) ? to.Value.At(place) : [];

    public IReadOnlyList<Tactic> TacticsOf(string domain) => tactics.Value.Of(domain);

    public IReadOnlyList<Tactic> TacticsOf(Technique technique, string domain) => tactics.Value.Of(technique, domain);

    /// <summary>The object as this release has it, or null.</summary>
    public AttackObject? TryHere(AttackObject sought) => TryPlace(sought, out var place) ? objects[place] : null;

    /// <summary>The place of an object of this release, or of the one that is the same by STIX id.</summary>
    bool TryPlace(AttackObject sought, out int place)
    {
        place = sought.Place;
        return place >= 0 && place < objects.Length && ReferenceEquals(objects[place], sought)
            || places.TryGetValue(sought.StixId, out place);
    }

    static T[] OfKind<T>(AttackObject[] objects) where T : AttackObject
    {
        List<T> found = [];
        foreach (var each in objects)
        {
            if (each is T one)
            {
                found.Add(one);
            }
        }

        return [.. found];
    }

    void AddId(AttackObject added)
    {
        if (added is Technique { TechniqueId.IsOwn: false } technique
            && (!techniques.TryGetValue(technique.TechniqueId.Packed, out var earlier) || !earlier.IsLive && technique.IsLive))
        {
            techniques[technique.TechniqueId.Packed] = technique;
        }

        if (added.Id.Length > 0 && (!byId.TryGetValue(added.Id, out var known) || Rank(added) < Rank(known)))
        {
            byId[added.Id] = added;
        }
    }

    /// <summary>0 is best: live before dead, then the kind that the id's letters name.</summary>
    static int Rank(AttackObject candidate) => (candidate.IsLive ? 0 : 2) + (LettersNameKind(candidate) ? 0 : 1);

    static bool LettersNameKind(AttackObject candidate)
    {
        var id = candidate.Id.AsSpan();
        var digit = id.IndexOfAnyInRange('0', '9');
        var letters = digit < 0 ? id : id[..digit];
        return letters.Equals(LettersOf(candidate), StringComparison.OrdinalIgnoreCase);
    }

    static string LettersOf(AttackObject candidate) => candidate switch
    {
        Technique => "T",
        Tactic => "TA",
        Group => "G",
        Campaign => "C",
        Software => "S",
        Mitigation => "M",
        Asset => "A",
        DataSource => "DS",
        DataComponent => "DC",
        DetectionStrategy => "DET",
        Analytic => "AN",
        _ => "",
    };

    /// <summary>Relationships grouped by one of their ends: all in one array, and where each object's share begins.</summary>
    sealed class Adjacency(int[] starts, Relationship[] grouped)
    {
        public ArraySegment<Relationship> At(int place) => new(grouped, starts[place], starts[place + 1] - starts[place]);

        public static Adjacency Of(Relationship[] relationships, int objectCount, Func<Relationship, int> endOf)
        {
            var ends = new int[relationships.Length];
            var starts = new int[objectCount + 1];
            for (var i = 0; i < relationships.Length; i++)
            {
                ends[i] = endOf(relationships[i]);
                starts[ends[i] + 1]++;
            }

            for (var i = 0; i < objectCount; i++)
            {
                starts[i + 1] += starts[i];
            }

            var grouped = new Relationship[relationships.Length];
            var next = starts.AsSpan(0, objectCount).ToArray();
            for (var i = 0; i < relationships.Length; i++)
            {
                grouped[next[ends[i]]++] = relationships[i];
            }

            return new Adjacency(starts, grouped);
        }
    }
}
