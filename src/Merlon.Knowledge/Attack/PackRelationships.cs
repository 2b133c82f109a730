namespace Merlon.Attack;

/// <summary>
/// The relationships of a pack, still in their bytes: there are four times as many as objects, and a command that looks an
/// object up by name needs none of them.
/// </summary>
sealed class PackRelationships(ReadOnlyMemory<byte> bytes, PackTables tables, PackTexts texts, AttackObject[] objects)
{
    /// <summary>Makes them. Damage, which the pack's checksum leaves to its author, is an <see cref="InvalidDataException"/>.</summary>
    public Relationship[] Read()
    {
        try
        {
            var rows = new PackBytesReader(bytes.Span);
            var relationships = new Relationship[rows.CountOfRest()];
            var source = 0;
            for (var i = 0; i < relationships.Length; i++)
            {
                relationships[i] = Read(ref rows, ref source, objects.Length + i);
            }

            return relationships;
        }
        catch (Exception damage) when (PackTables.IsDamage(damage))
        {
            throw PackTables.Damaged(damage);
        }
    }

    Relationship Read(ref PackBytesReader rows, ref int source, int run)
    {
        var type = tables.Text(ref rows);
        var stated = (PackFlags)rows.Byte();
        var step = rows.Count();
        source = (step & 1) == 0 ? source + (step >> 1) : step >> 1;
        var target = rows.Count();
        var domains = tables.DomainList(ref rows);
        var published = texts.At(run);
        var facts = new RelationshipFacts(
            type, tables.RequiredTime(ref rows), tables.RequiredTime(ref rows), Has(stated, PackFlags.Revoked), Has(stated, PackFlags.Deprecated),
            published.StixId, published.Description, published.Citations, published.Json);
        return new Relationship(objects[source], objects[target], domains, facts);
    }

    static bool Has(PackFlags flags, PackFlags wanted) => (flags & wanted) == wanted;
}
