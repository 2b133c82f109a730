namespace Merlon.Attack;

/// <summary>Reads what <see cref="PackWriter"/> wrote, row by row in the same order.</summary>
ref struct PackReader
{
    readonly ReadOnlyMemory<byte> bytes;
    readonly PackTexts published;
    readonly PackTables tables;
    readonly PackKind[] kinds;
    readonly PackFlags[] flags;
    readonly string[] stixIds;
    readonly string version;
    PackBytesReader rows;

    PackReader(ReadOnlyMemory<byte> facts, PackTexts texts)
    {
        bytes = facts;
        published = texts;
        rows = new PackBytesReader(facts.Span);
        tables = PackTables.Read(ref rows);
        version = Text();
        tables.Domains = Texts();
        var uuids = new PackBytesReader(rows.Bytes(rows.Count()));
        stixIds = new string[rows.CountOfRest()];
        kinds = new PackKind[stixIds.Length];
        flags = new PackFlags[stixIds.Length];
        for (var i = 0; i < stixIds.Length; i++)
        {
            kinds[i] = (PackKind)rows.Byte();
            flags[i] = (PackFlags)rows.Byte();
            stixIds[i] = Has(flags[i], PackFlags.Uuid) ? PackIdentity.StixId(kinds[i], uuids.Bytes(PackIdentity.UuidBytes)) : Text();
        }
    }

    /// <summary>Reads the facts of a pack; the release keeps them until its relationships are asked for.</summary>
    /// <param name="facts">The section of facts.</param>
    /// <param name="texts">Where the texts are.</param>
    /// <param name="others">Objects that are no knowledge.</param>
    public static AttackRelease Read(ReadOnlyMemory<byte> facts, PackTexts texts, IReadOnlyList<OtherObject> others)
    {
        try
        {
            return new PackReader(facts, texts).Release(others);
        }
        catch (Exception damage) when (PackTables.IsDamage(damage))
        {
            throw PackTables.Damaged(damage);
        }
    }

    AttackRelease Release(IReadOnlyList<OtherObject> others)
    {
        var objects = new AttackObject[stixIds.Length];
        for (var i = 0; i < objects.Length; i++)
        {
            objects[i] = Object(i);
        }

        var relationships = new PackRelationships(bytes[(bytes.Length - rows.Left)..], tables, published, objects);
        return new AttackRelease(version, tables.Domains, published.AreThere, objects, new Lazy<Relationship[]>(relationships.Read)) { OtherObjects = others };
    }

    AttackObject Object(int place)
    {
        var stated = flags[place];
        var id = Text();
        var own = published.At(place);
        var facts = new ObjectFacts(
            stixIds[place], id, Text(), Texts(), Domains(), Texts(), Text(), RequiredTime(), RequiredTime(),
            Has(stated, PackFlags.Revoked), Has(stated, PackFlags.Deprecated), Url(id), own.Description, own.Citations, own.Json);
        return kinds[place] switch
        {
            PackKind.Technique => new Technique(facts, TechniqueId.Parse(id, provider: null), Has(stated, PackFlags.SubTechnique), Phases()),
            PackKind.Tactic => new Tactic(facts, Text()),
            PackKind.Matrix => new Matrix(facts, References()),
            PackKind.Group => new Group(facts),
            PackKind.Campaign => new Campaign(facts, Time(), Time()),
            PackKind.Malware => new Software(facts, isTool: false),
            PackKind.Tool => new Software(facts, isTool: true),
            PackKind.Mitigation => new Mitigation(facts, Texts()),
            PackKind.Asset => new Asset(facts, Texts()),
            PackKind.DataSource => new DataSource(facts),
            PackKind.DataComponent => new DataComponent(facts, Reference(), LogSources()),
            PackKind.DetectionStrategy => new DetectionStrategy(facts, References()),
            PackKind.Analytic => new Analytic(facts, LogSourceReferences(), MutableElements()),
            _ => throw new InvalidDataException($"the pack has an object of kind {(byte)kinds[place]}"),
        };
    }

    string Url(string id) => (PackUrl)rows.Byte() switch
    {
        PackUrl.None => "",
        PackUrl.Literal => Text(),
        PackUrl.EndsWithId => Text() + id,
        PackUrl.EndsWithIdPath => Text() + id.Replace('.', '/'),
        var form => throw new InvalidDataException($"the pack has an address of form {(byte)form}"),
    };

    string Text() => tables.Text(ref rows);

    string[] Texts()
    {
        var count = rows.CountOfRest();
        if (count == 0)
        {
            return [];
        }

        var texts = new string[count];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = Text();
        }

        return texts;
    }

    DateTimeOffset? Time() => tables.Time(ref rows);

    DateTimeOffset RequiredTime() => tables.RequiredTime(ref rows);

    string Reference()
    {
        var place = rows.Count();
        return place == 0 ? Text() : stixIds[place - 1];
    }

    string[] References()
    {
        var references = new string[rows.CountOfRest()];
        for (var i = 0; i < references.Length; i++)
        {
            references[i] = Reference();
        }

        return references;
    }

    TacticPhase[] Phases()
    {
        var phases = new TacticPhase[rows.CountOfRest()];
        for (var i = 0; i < phases.Length; i++)
        {
            phases[i] = new TacticPhase(Text(), Text());
        }

        return phases;
    }

    LogSource[] LogSources()
    {
        var sources = new LogSource[rows.CountOfRest()];
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i] = new LogSource(Text(), Text());
        }

        return sources;
    }

    LogSourceReference[] LogSourceReferences()
    {
        var references = new LogSourceReference[rows.CountOfRest()];
        for (var i = 0; i < references.Length; i++)
        {
            references[i] = new LogSourceReference(Reference(), new LogSource(Text(), Text()));
        }

        return references;
    }

    MutableElement[] MutableElements()
    {
        var elements = new MutableElement[rows.CountOfRest()];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = new MutableElement(Text(), "");
        }

        return elements;
    }

    string[] Domains() => tables.DomainList(ref rows);

    static bool Has(PackFlags flags, PackFlags wanted) => (flags & wanted) == wanted;
}
