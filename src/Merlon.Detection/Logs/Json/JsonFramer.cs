namespace Merlon.Logs.Json;

/// <summary>What <see cref="JsonFramer"/> found next.</summary>
enum JsonFrameKind
{
    /// <summary>A whole record.</summary>
    Record,

    /// <summary>Something that is no record; it is counted, and reading goes on behind it.</summary>
    Fault,

    /// <summary>Nothing yet: more bytes are needed, from <see cref="JsonFrame.Consumed"/> on.</summary>
    More,

    /// <summary>The end.</summary>
    End,
}

/// <summary>Why something was no record.</summary>
enum JsonFault
{
    /// <summary>None.</summary>
    None,

    /// <summary>A byte that JSON does not allow there.</summary>
    Syntax,

    /// <summary>The file ends, or a new line begins, within the record.</summary>
    Truncated,

    /// <summary>A value that is no object.</summary>
    NoObject,

    /// <summary>Larger than <see cref="JsonLimits.RecordBytesMax"/>.</summary>
    TooLarge,

    /// <summary>A list of records that is not closed.</summary>
    OpenList,
}

/// <summary>One find in a window of bytes.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where the record or fault begins in the window.</param>
/// <param name="End">Just past the record, or the faulty byte.</param>
/// <param name="Consumed">How many bytes of the window are done with.</param>
/// <param name="Fault">Why it is no record.</param>
readonly record struct JsonFrame(JsonFrameKind Kind, int Start, int End, int Consumed, JsonFault Fault = JsonFault.None);

/// <summary>
/// Finds records in bytes that come piece by piece: objects one a line or one after another, in a list, or in an envelope
/// (<see cref="JsonEnvelope"/>). After a fault it goes on at the end of the faulty object, or at the next line that begins
/// with <c>{</c>, whichever comes first; what stands between records is passed over up to the next <c>{</c> or line.
/// </summary>
/// <param name="limits">Bounds the size of a record.</param>
sealed class JsonFramer(JsonLimits limits)
{
    Around around;
    int braces;
    Passing passing;
    int depth;
    bool isInText;
    bool isEscaped;
    bool isAtLineStart;

    /// <summary>True between records that stand by themselves: whoever begins here sees what this one would see.</summary>
    public bool IsFresh => around == Around.Nothing && passing == Passing.Nothing;

    /// <summary>True where the rest of a faulty record is passed over and a brace, if it came next, would begin a record.</summary>
    public bool IsFreshBeforeBrace => around == Around.Nothing && (passing == Passing.Nothing || isAtLineStart || passing == Passing.Junk);

    enum Around
    {
        // Between records that stand by themselves.
        Nothing,

        // In a list, before its first record, after a comma, after a record.
        ListStart,
        ListComma,
        ListRecord,
    }

    enum Passing
    {
        Nothing,

        // Between records, up to the next brace or line.
        Junk,

        // Something in a list that is no object, up to its comma or bracket.
        Element,

        // What is left of a faulty object, or of an envelope behind its list.
        Object,
    }

    /// <summary>What comes next in <paramref name="window"/>, which begins where the last call's <see cref="JsonFrame.Consumed"/> ended.</summary>
    public JsonFrame Next(ReadOnlySpan<byte> window, bool isFinal)
    {
        var at = 0;
        return Reach(window, ref at, isFinal) is { } frame ? frame : FrameObject(window, at, isFinal);
    }

    /// <summary>
    /// Passes over what stands between records, from <paramref name="at"/> on. Null where a record begins there, which either
    /// <see cref="FrameObject"/> follows or the caller, who then calls <see cref="Accept"/>.
    /// </summary>
    public JsonFrame? Reach(ReadOnlySpan<byte> window, ref int at, bool isFinal)
    {
        while (true)
        {
            if (passing != Passing.Nothing)
            {
                Pass(window, ref at, isStopping: true);
            }

            while (at < window.Length && (JsonGrammar.IsSpace(window[at]) || around == Around.Nothing && window[at] is (byte)',' or 0x1E))
            {
                at++;
            }

            if (at == window.Length)
            {
                return isFinal ? Ended(at) : new(JsonFrameKind.More, at, at, at);
            }

            var frame = around == Around.Nothing ? ReachAlone(window, ref at, isFinal, out var isObject) : ReachInList(window, ref at, out isObject);
            if (isObject || frame is not null)
            {
                return frame;
            }
        }
    }

    JsonFrame Ended(int at)
    {
        passing = Passing.Nothing;
        if (around == Around.Nothing)
        {
            return new(JsonFrameKind.End, at, at, at);
        }

        around = Around.Nothing;
        return new(JsonFrameKind.Fault, at, at, at, JsonFault.OpenList);
    }

    /// <summary>The record that <see cref="Reach"/> found was followed to its end.</summary>
    public void Accept() => around = around == Around.Nothing ? around : Around.ListRecord;

    JsonFrame? ReachAlone(ReadOnlySpan<byte> window, ref int at, bool isFinal, out bool isObject)
    {
        isObject = false;
        if (window[at] == (byte)'{')
        {
            var isEnvelope = JsonEnvelope.IsAroundList(window, at, out var first, out var open);
            if (isEnvelope is null && !isFinal)
            {
                return new(JsonFrameKind.More, at, at, at);
            }

            if (isEnvelope is not true)
            {
                isObject = true;
                return null;
            }

            around = Around.ListStart;
            braces = open;
            at = first;
            return null;
        }

        if (window[at] == (byte)'[')
        {
            var inside = JsonGrammar.SkipSpace(window, at + 1);
            if (inside == window.Length && !isFinal && inside - at < JsonEnvelope.HeadBytesMax)
            {
                return new(JsonFrameKind.More, at, at, at);
            }

            if (inside < window.Length && window[inside] is (byte)'{' or (byte)']')
            {
                around = Around.ListStart;
                braces = 0;
                at = inside;
                return null;
            }
        }

        passing = Passing.Junk;
        return new(JsonFrameKind.Fault, at, at, at + 1, JsonFault.NoObject);
    }

    JsonFrame? ReachInList(ReadOnlySpan<byte> window, ref int at, out bool isObject)
    {
        isObject = false;
        switch (window[at])
        {
            case (byte)']':
                at++;
                around = Around.Nothing;
                Begin(braces > 0 ? Passing.Object : Passing.Nothing, braces);
                return null;
            case (byte)',' when around == Around.ListRecord:
                at++;
                around = Around.ListComma;
                return null;
            case not (byte)',' when around == Around.ListRecord:
                around = Around.Nothing;
                return new(JsonFrameKind.Fault, at, at, at, JsonFault.OpenList);
            case (byte)'{':
                isObject = true;
                return null;
            default:
                around = Around.ListRecord;
                Begin(Passing.Element, depth: 0);
                return new(JsonFrameKind.Fault, at, at, at, JsonFault.NoObject);
        }
    }

    /// <summary>Follows the object that begins at <paramref name="start"/>.</summary>
    public JsonFrame FrameObject(ReadOnlySpan<byte> window, int start, bool isFinal)
    {
        var end = start;
        var isTooLarge = window.Length - start > limits.RecordBytesMax;
        var extent = JsonGrammar.Follow(isTooLarge ? window[..(start + limits.RecordBytesMax)] : window, ref end, isAlone: around == Around.Nothing);
        if (extent is JsonExtent.Cut && !isFinal && !isTooLarge)
        {
            return new(JsonFrameKind.More, start, start, start);
        }

        Accept();
        if (extent is JsonExtent.Whole)
        {
            return new(JsonFrameKind.Record, start, end, end);
        }

        // Up to the fault the object is well formed: passing over it tells how deep the fault lies.
        var at = start;
        Begin(Passing.Object, depth: 0);
        Pass(window[..end], ref at, isStopping: false);
        isAtLineStart = window[end - 1] == (byte)'\n';
        var fault = extent is JsonExtent.Cut ? isTooLarge ? JsonFault.TooLarge : JsonFault.Truncated
            : window[end] == (byte)'\n' || window[end] == (byte)'{' && isAtLineStart ? JsonFault.Truncated : JsonFault.Syntax;
        return new(JsonFrameKind.Fault, start, end, end, fault);
    }

    void Begin(Passing what, int depth)
    {
        passing = what;
        this.depth = depth;
        isInText = isEscaped = isAtLineStart = false;
    }

    void Pass(ReadOnlySpan<byte> window, ref int at, bool isStopping)
    {
        for (; at < window.Length; at++)
        {
            var b = window[at];
            if (isStopping && b == (byte)'{' && (isAtLineStart || passing == Passing.Junk))
            {
                around = around == Around.Nothing ? around : Around.ListComma;
                passing = Passing.Nothing;
                return;
            }

            isAtLineStart = b == (byte)'\n';
            if (isAtLineStart)
            {
                isInText = isEscaped = false;
                if (passing == Passing.Junk)
                {
                    passing = Passing.Nothing;
                    return;
                }
            }
            else if (isInText)
            {
                isInText = isEscaped || b != (byte)'"';
                isEscaped = !isEscaped && b == (byte)'\\';
            }
            else if (passing != Passing.Junk && IsPast(b, ref at))
            {
                return;
            }
        }
    }

    // One byte outside texts; true where what is passed over ends, at being where to go on.
    bool IsPast(byte b, ref int at)
    {
        switch (b)
        {
            case (byte)'"':
                isInText = true;
                return false;
            case (byte)'{' or (byte)'[':
                depth++;
                return false;
            case (byte)',' or (byte)']' when passing == Passing.Element && depth == 0:
                passing = Passing.Nothing;
                return true;
            case (byte)'}' or (byte)']' when depth > 0:
                depth--;
                if (depth > 0 || passing == Passing.Element)
                {
                    return false;
                }

                at++;
                passing = Passing.Nothing;
                return true;
            default:
                return false;
        }
    }
}
