namespace Merlon.Attack;

/// <summary>What the rows of a pack refer to: strings, instants, lists of domains. Not safe for several threads at once.</summary>
sealed class PackTables
{
    readonly string[] strings;
    readonly DateTimeOffset[] times;
    readonly Dictionary<ulong, string[]> domainLists = [];

    PackTables(string[] strings, DateTimeOffset[] times)
    {
        this.strings = strings;
        this.times = times;
    }

    /// <summary>The release's domains, which the lists choose from.</summary>
    public string[] Domains { get; set; } = [];

    public static PackTables Read(ref PackBytesReader input) => new(PackStringsWriter.Read(ref input), Times(ref input));

    /// <summary>True for what a reader runs into when a pack refers to something that it does not have.</summary>
    public static bool IsDamage(Exception exception) => exception is IndexOutOfRangeException or ArgumentException or KeyNotFoundException or FormatException or OverflowException;

    public static InvalidDataException Damaged(Exception damage) => new("the pack is damaged: it refers to something that it does not have", damage);

    public string Text(ref PackBytesReader rows) => strings[rows.Count()];

    public DateTimeOffset? Time(ref PackBytesReader rows)
    {
        var place = rows.Count();
        return place == 0 ? null : times[place - 1];
    }

    public DateTimeOffset RequiredTime(ref PackBytesReader rows) => times[rows.Count() - 1];

    public string[] DomainList(ref PackBytesReader rows)
    {
        var set = rows.Number();
        if (!domainLists.TryGetValue(set, out var list))
        {
            list = [];
            for (var i = 0; i < Domains.Length; i++)
            {
                list = (set & (1UL << i)) != 0 ? [.. list, Domains[i]] : list;
            }

            domainLists.Add(set, list);
        }

        return list;
    }

    static DateTimeOffset[] Times(ref PackBytesReader input)
    {
        var all = new DateTimeOffset[input.CountOfRest()];
        var ticks = 0L;
        for (var i = 0; i < all.Length; i++)
        {
            ticks += (long)input.Number();
            all[i] = new DateTimeOffset(ticks, TimeSpan.Zero);
        }

        return all;
    }
}
