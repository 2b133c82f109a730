namespace Merlon.Logs.Json;

/// <summary>
/// What services wrap records in: one object around a list of them (<c>{"Records":[…]}</c>, <c>{"hits":{"hits":[…]}}</c>), or
/// an object around each (<c>{"preview":…,"result":{…}}</c> of Splunk, <c>{"_index":…,"_source":{…}}</c> of Elasticsearch).
/// Only where the first name says so: a record that happens to have such a field further on is a record.
/// </summary>
static class JsonEnvelope
{
    /// <summary>How much of an object is looked at for the list that it wraps, in bytes.</summary>
    public const int HeadBytesMax = 4096;

    /// <summary>
    /// True where the object at <paramref name="start"/> wraps a list of records; null where more bytes must decide.
    /// </summary>
    /// <param name="json">What there is.</param>
    /// <param name="start">Its opening brace.</param>
    /// <param name="first">Just past the bracket that opens the list.</param>
    /// <param name="braces">How many objects are still open behind the list.</param>
    public static bool? IsAroundList(ReadOnlySpan<byte> json, int start, out int first, out int braces)
    {
        // Most records begin with another name: not worth a closer look.
        if (start + 2 < json.Length && json[start + 1] == (byte)'"' && !"RrEev@th_pn"u8.Contains(json[start + 2]))
        {
            first = start;
            braces = 0;
            return false;
        }

        var isCut = json.Length - start <= HeadBytesMax;
        var head = isCut ? json : json[..(start + HeadBytesMax)];
        first = start + 1;
        braces = 1;
        var isFirstName = true;
        while (true)
        {
            if (ReadName(head, ref first) is not { IsEmpty: false } name)
            {
                return first < head.Length || !isCut ? false : null;
            }

            var role = RoleOf(name, isFirstName, braces);
            isFirstName = false;
            switch (role)
            {
                case Role.List or Role.Hits when head[first] == (byte)'[' && (role is Role.List || braces == 2):
                    first = JsonGrammar.SkipSpace(head, first + 1);
                    return first == head.Length ? isCut ? null : false : head[first] is (byte)'{' or (byte)']';
                case Role.Hits when braces == 1 && head[first] == (byte)'{':
                    first++;
                    braces++;
                    continue;
                case Role.Beside:
                    break;
                default:
                    return false;
            }

            var extent = head[first] switch
            {
                (byte)'{' or (byte)'[' => JsonGrammar.Follow(head, ref first, isAlone: false),
                (byte)'"' => JsonGrammar.FollowString(head, ref first),
                _ => JsonGrammar.FollowScalar(head, ref first),
            };
            first = extent is JsonExtent.Whole ? JsonGrammar.SkipSpace(head, first) : first;
            if (extent is not JsonExtent.Whole || first == head.Length)
            {
                return extent is not JsonExtent.Faulty && isCut ? null : false;
            }

            if (head[first++] != (byte)',')
            {
                return false;
            }
        }
    }

    /// <summary>The record in a whole object: the object itself, or the one that it wraps.</summary>
    public static ReadOnlySpan<byte> Unwrap(ReadOnlySpan<byte> json)
    {
        var at = 1;
        var inner = default(ReadOnlySpan<byte>);
        for (var isFirst = true; ReadName(json, ref at) is { IsEmpty: false } name; isFirst = false)
        {
            if (isFirst)
            {
                inner = name.SequenceEqual("preview"u8) ? "result"u8 : name.SequenceEqual("_index"u8) || name.SequenceEqual("_id"u8) ? "_source"u8 : default;
                if (inner.IsEmpty)
                {
                    return json;
                }
            }

            var start = at;
            _ = json[at] switch
            {
                (byte)'{' or (byte)'[' => JsonGrammar.Follow(json, ref at, isAlone: false),
                (byte)'"' => JsonGrammar.FollowString(json, ref at),
                _ => JsonGrammar.FollowScalar(json, ref at),
            };
            if (name.SequenceEqual(inner) && json[start] == (byte)'{')
            {
                return json[start..at];
            }

            at = JsonGrammar.SkipSpace(json, at);
            if (json[at] != (byte)',')
            {
                return json;
            }

            at++;
        }

        return json;
    }

    /// <summary>True where a record whose first name is this may be wrapped or wrap; <paramref name="name"/> is as written.</summary>
    public static bool IsSuspect(ReadOnlySpan<byte> name)
        => RoleOf(name, isFirst: true, braces: 1) != Role.None || name.SequenceEqual("preview"u8) || name.SequenceEqual("_index"u8) || name.SequenceEqual("_id"u8);

    enum Role
    {
        None,
        List,
        Hits,
        Beside,
    }

    static Role RoleOf(ReadOnlySpan<byte> name, bool isFirst, int braces)
    {
        if (name.SequenceEqual("hits"u8))
        {
            return Role.Hits;
        }

        if (braces == 2)
        {
            return name.SequenceEqual("total"u8) || name.SequenceEqual("max_score"u8) ? Role.Beside : Role.None;
        }

        // OData writes "value" after its own names.
        if (name.StartsWith("@odata."u8) || name.SequenceEqual("took"u8) || name.SequenceEqual("timed_out"u8) || name.SequenceEqual("_scroll_id"u8)
            || name.SequenceEqual("_shards"u8) || name.SequenceEqual("pit_id"u8) || name.SequenceEqual("num_reduce_phases"u8) || name.SequenceEqual("terminated_early"u8))
        {
            return Role.Beside;
        }

        if (name.SequenceEqual("value"u8))
        {
            return Role.List;
        }

        return isFirst && (name.SequenceEqual("Records"u8) || name.SequenceEqual("records"u8) || name.SequenceEqual("Events"u8) || name.SequenceEqual("events"u8) || name.SequenceEqual("entries"u8))
            ? Role.List : Role.None;
    }

    // The name at the place and its colon; at is then at the value. Empty where there is none, or nothing after the colon.
    static ReadOnlySpan<byte> ReadName(ReadOnlySpan<byte> json, ref int at)
    {
        at = JsonGrammar.SkipSpace(json, at);
        if (at == json.Length || json[at] != (byte)'"')
        {
            return default;
        }

        var start = at;
        if (JsonGrammar.FollowString(json, ref at) is not JsonExtent.Whole)
        {
            return default;
        }

        var name = json[(start + 1)..(at - 1)];
        at = JsonGrammar.SkipSpace(json, at);
        if (at == json.Length || json[at] != (byte)':')
        {
            return default;
        }

        at = JsonGrammar.SkipSpace(json, at + 1);
        return at < json.Length ? name : default;
    }
}
