namespace Merlon.Attack;

/// <summary>Writes the facts of a release, one row per object, then one per relationship; the order of the fields is the format.</summary>
sealed class PackWriter
{
    readonly AttackRelease release;
    readonly PackStringsWriter strings = new();
    readonly PackBytesWriter rows = new();
    readonly PackBytesWriter identities = new();
    readonly PackBytesWriter uuids = new();
    readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    readonly List<long> times;
    readonly Dictionary<long, int> timePlaces = [];

    PackWriter(AttackRelease release)
    {
        this.release = release;
        foreach (var each in release.Objects)
        {
            places.Add(each.StixId, places.Count);
        }

        times = [.. AllTimes(release).Select(static time => time.UtcTicks).Distinct().Order()];
        foreach (var time in times)
        {
            timePlaces.Add(time, timePlaces.Count + 1);
        }
    }

    public static void Write(AttackRelease release, Stream output)
    {
        var facts = FactsOf(release);
        var citations = new PackBytesWriter();
        CitationTable.Write(
            release.Objects.Select(static o => o.Citations).Concat(release.Relationships.Select(static r => r.Citations)), citations);
        PackSections.Write(output, facts.ToSpan(), citations.ToSpan());
    }

    /// <summary>The section of facts.</summary>
    public static PackBytesWriter FactsOf(AttackRelease release) => new PackWriter(release).Facts();

    static IEnumerable<DateTimeOffset> AllTimes(AttackRelease release)
    {
        var objects = release.Objects.SelectMany(static o => new[] { o.Created, o.Modified });
        var relationships = release.Relationships.SelectMany(static r => new[] { r.Created, r.Modified });
        var campaigns = release.All<Campaign>().SelectMany(static c => new[] { c.FirstSeen, c.LastSeen }).OfType<DateTimeOffset>();
        return objects.Concat(relationships).Concat(campaigns);
    }

    PackBytesWriter Facts()
    {
        foreach (var each in release.Objects)
        {
            Object(each);
        }

        rows.Count(release.Relationships.Count);
        var source = 0;
        foreach (var each in release.Relationships)
        {
            source = Relationship(each, source);
        }

        var facts = new PackBytesWriter();
        var head = new PackBytesWriter();
        head.Count(strings.PlaceOf(release.Version));
        head.Count(release.Domains.Count);
        foreach (var domain in release.Domains)
        {
            head.Count(strings.PlaceOf(domain));
        }

        strings.WriteTo(facts);
        Times(facts);
        facts.Append(head);
        facts.Count(uuids.ToSpan().Length);
        facts.Append(uuids);
        facts.Count(release.Objects.Count);
        facts.Append(identities);
        facts.Append(rows);
        return facts;
    }

    /// <summary>Times in order, each as the distance from the one before, in 100 ns.</summary>
    void Times(PackBytesWriter output)
    {
        output.Count(times.Count);
        var before = 0L;
        foreach (var time in times)
        {
            output.Number((ulong)(time - before));
            before = time;
        }
    }

    void Object(AttackObject each)
    {
        Identity(each);
        Text(each.Id);
        Text(each.Name);
        Texts(each.Aliases);
        Domains(each.Domains);
        Texts(each.Platforms);
        Text(each.Version);
        Time(each.Created);
        Time(each.Modified);
        Url(each);
        Details(each);
    }

    /// <summary>Apart from the rows, because rows refer to objects that come later.</summary>
    void Identity(AttackObject each)
    {
        var kind = PackIdentity.KindOf(each);
        identities.Byte((byte)kind);
        var flags = (each.IsRevoked ? PackFlags.Revoked : PackFlags.None) | (each.IsDeprecated ? PackFlags.Deprecated : PackFlags.None)
            | (each is Technique { IsSubTechnique: true } ? PackFlags.SubTechnique : PackFlags.None);
        if (PackIdentity.TryUuid(each.StixId, kind, out var uuid))
        {
            identities.Byte((byte)(flags | PackFlags.Uuid));
            uuids.Bytes(uuid);
        }
        else
        {
            identities.Byte((byte)flags);
            identities.Count(strings.PlaceOf(each.StixId));
        }
    }

    void Details(AttackObject each)
    {
        switch (each)
        {
            case Technique technique:
                rows.Count(technique.Phases.Count);
                foreach (var phase in technique.Phases)
                {
                    Text(phase.KillChain);
                    Text(phase.Shortname);
                }

                break;
            case Tactic tactic: Text(tactic.Shortname); break;
            case Matrix matrix: References(matrix.TacticRefs); break;
            case Campaign campaign:
                Time(campaign.FirstSeen);
                Time(campaign.LastSeen);
                break;
            case Mitigation mitigation: Texts(mitigation.Labels); break;
            case Asset asset: Texts(asset.Sectors); break;
            case DataComponent component:
                Reference(component.DataSourceRef);
                rows.Count(component.LogSources.Count);
                foreach (var source in component.LogSources)
                {
                    LogSource(source);
                }

                break;
            case DetectionStrategy strategy: References(strategy.AnalyticRefs); break;
            case Analytic analytic: AnalyticDetails(analytic); break;
            default: break;
        }
    }

    void AnalyticDetails(Analytic analytic)
    {
        rows.Count(analytic.LogSources.Count);
        foreach (var reference in analytic.LogSources)
        {
            Reference(reference.DataComponentRef);
            LogSource(reference.LogSource);
        }

        Texts([.. analytic.MutableElements.Select(static element => element.Field)]);
    }

    int Relationship(Relationship each, int sourceBefore)
    {
        var source = places[each.Source.StixId];
        Text(each.Type);
        rows.Byte((byte)((each.IsRevoked ? PackFlags.Revoked : PackFlags.None) | (each.IsDeprecated ? PackFlags.Deprecated : PackFlags.None)));

        // Sorted by type, then source: the distance is small and never negative, but where a type begins.
        rows.Number(source >= sourceBefore ? (ulong)(source - sourceBefore) << 1 : ((ulong)source << 1) | 1);
        rows.Count(places[each.Target.StixId]);
        Domains(each.Domains);
        Time(each.Created);
        Time(each.Modified);
        return source;
    }

    void Url(AttackObject each)
    {
        var path = each.Id.Replace('.', '/');
        var form = each.Url.Length == 0 ? PackUrl.None
            : each.Id.Length == 0 ? PackUrl.Literal
            : each.Url.EndsWith(each.Id, StringComparison.Ordinal) ? PackUrl.EndsWithId
            : each.Url.EndsWith(path, StringComparison.Ordinal) ? PackUrl.EndsWithIdPath
            : PackUrl.Literal;
        rows.Byte((byte)form);
        switch (form)
        {
            case PackUrl.Literal: Text(each.Url); break;
            case PackUrl.EndsWithId or PackUrl.EndsWithIdPath: Text(each.Url[..^each.Id.Length]); break;
            default: break;
        }
    }

    void Text(string text) => rows.Count(strings.PlaceOf(text));

    void Texts(IReadOnlyList<string> texts)
    {
        rows.Count(texts.Count);
        foreach (var text in texts)
        {
            Text(text);
        }
    }

    void Time(DateTimeOffset? time) => rows.Count(time is { } given ? timePlaces[given.UtcTicks] : 0);

    void LogSource(LogSource source)
    {
        Text(source.Name);
        Text(source.Channel);
    }

    /// <summary>A STIX id: the place of its object and one, or 0 and the id itself where the object is not here.</summary>
    void Reference(string stixId)
    {
        if (places.TryGetValue(stixId, out var place))
        {
            rows.Count(place + 1);
            return;
        }

        rows.Count(0);
        Text(stixId);
    }

    void References(IReadOnlyList<string> stixIds)
    {
        rows.Count(stixIds.Count);
        foreach (var stixId in stixIds)
        {
            Reference(stixId);
        }
    }

    /// <summary>One bit per domain of the release.</summary>
    void Domains(IReadOnlyList<string> domains)
    {
        var set = 0UL;
        for (var i = 0; i < release.Domains.Count; i++)
        {
            set |= domains.Contains(release.Domains[i], StringComparer.Ordinal) ? 1UL << i : 0;
        }

        rows.Number(set);
    }
}
