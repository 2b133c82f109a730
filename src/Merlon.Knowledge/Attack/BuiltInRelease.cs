namespace Merlon.Attack;

/// <summary>The facts of ATT&amp;CK 18.1 (all domains, no texts) that the library carries, and the format that they are kept in.</summary>
public static class BuiltInRelease
{
    /// <summary>Version of the built-in release.</summary>
    public const string Version = "18.1";

    /// <summary>Opens the embedded pack (not cached: keep the result). Its relationships are made when one is first asked for.</summary>
    public static AttackRelease Open()
    {
        using var resource = EmbeddedFacts.Open($"attack-{Version}.pack");
        var pack = new byte[resource.Length];
        resource.ReadExactly(pack);
        return Read(pack);
    }

    /// <summary>
    /// Writes a release as a pack: facts only, deterministic bytes. Left out are descriptions, contributors, bibliographic
    /// texts and the STIX ids of relationships.
    /// </summary>
    public static void Write(AttackRelease release, Stream output) => PackWriter.Write(release, output);

    /// <summary>Reads a pack. A damaged one throws <see cref="InvalidDataException"/>: packs are made by Merlon, not by users.</summary>
    public static AttackRelease Read(ReadOnlySpan<byte> pack)
    {
        var (facts, citations) = PackSections.Open(pack);
        return PackReader.Read(facts, new PackTexts(citations), others: []);
    }
}
