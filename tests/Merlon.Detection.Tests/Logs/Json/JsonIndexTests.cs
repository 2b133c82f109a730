using Merlon.Logs.Json;

namespace Merlon.Detection.Tests.Logs.Json;

/// <summary>Places and limits of the index against a reading byte by byte.</summary>
public sealed class JsonIndexTests
{
    [Fact]
    public void Places_and_limits_are_those_that_a_reading_byte_by_byte_finds()
    {
        var random = new Random(7);
        var index = new JsonIndex();
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(300)];
            var letters = random.Next(3) switch { 0 => "\\\"u0aF"u8, 1 => "{}[]\"\\ux1aBn/\né,: "u8, _ => "\"\\xxxxxxxxxxxxbfnrt\"{"u8 };
            for (var i = 0; i < bytes.Length; i++)
            {
                bytes[i] = random.Next(20) == 0 ? (byte)random.Next(256) : letters[random.Next(letters.Length)];
            }

            var start = random.Next(bytes.Length + 1);
            index.Build(bytes, start, bytes.Length);
            var (places, limit) = Naive(bytes, start);
            index.Limit.ShouldBe(limit);
            index.IsBroken.ShouldBe(limit < bytes.Length);
            index.Places.ToArray().ShouldBe(places);
            if (limit == bytes.Length)
            {
                index.HasForeign.ShouldBe(bytes.AsSpan(start).ContainsAnyExceptInRange((byte)0, (byte)127));
            }
        }
    }

    static (int[] Places, int Limit) Naive(byte[] bytes, int start)
    {
        List<int> places = [];
        var isInText = false;
        var isEscaped = false;
        for (var i = start; i < bytes.Length; i++)
        {
            var b = bytes[i];
            if (isInText && (b == (byte)'\n' || isEscaped && (!"\"\\/bfnrtu"u8.Contains(b) || b == (byte)'u' && bytes[(i + 1)..Math.Min(i + 5, bytes.Length)].Any(static d => !char.IsAsciiHexDigit((char)d)))))
            {
                return ([.. places], i);
            }

            if (!isInText && "{}[]"u8.Contains(b))
            {
                places.Add(i); // outside of texts nothing is escaped but quotation marks, and the walk takes no backslash there
            }

            if (isEscaped)
            {
                isEscaped = false;
                continue;
            }

            isEscaped = b == (byte)'\\';
            if (b == (byte)'"')
            {
                isInText = !isInText;
                if (!isInText)
                {
                    places.Add(i);
                }
            }
        }

        return ([.. places], bytes.Length);
    }
}
