using System.Buffers.Binary;

namespace Merlon.Fuzz;

/// <summary>Makes a new input of old ones: bits, bytes, numbers, words, pieces cut out, doubled, moved, taken from others.</summary>
/// <param name="random">Seeded, so that a run can be repeated.</param>
/// <param name="words">What the format is made of.</param>
sealed class ByteMutator(Random random, byte[][] words)
{
    /// <summary>Longest input, in bytes.</summary>
    public const int InputBytesMax = 1024 * 1024;

    static readonly uint[] Numbers =
        [0, 1, 2, 7, 8, 27, 28, 31, 32, 63, 64, 65, 127, 128, 255, 256, 511, 512, 513, 4095, 4096, 32_767, 32_768, 65_535, 65_536, 65_537,
        0x00FF_FFFF, 0x7FFF_FFFE, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFF0, 0xFFFF_FFFF];

    /// <summary>An input made of <paramref name="input"/>, with pieces of <paramref name="other"/>.</summary>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        var made = new List<byte>(input);
        for (var i = 1 << random.Next(5); i > 0; i--)
        {
            Change(made, other);
        }

        return made.Count <= InputBytesMax ? [.. made] : [.. made.GetRange(0, InputBytesMax)];
    }

    void Change(List<byte> made, byte[] other)
    {
        if (made.Count == 0)
        {
            made.AddRange(words.Length > 0 ? Pick(words) : [0]);
            return;
        }

        var at = Place(made.Count);
        switch (random.Next(14))
        {
            case 0:
                made[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                made[at] = (byte)random.Next(256);
                break;
            case 2 or 3:
                Put(made, at, random.Next(2) == 0 ? 2 : 4, Pick(Numbers));
                break;
            case 4:
                var near = at + 4 <= made.Count ? BinaryPrimitives.ReadUInt32LittleEndian(made.GetRange(at, 4).ToArray()) : 0;
                Put(made, at, 4, unchecked(near + (uint)random.Next(-9, 10)));
                break;
            case 5 or 6 when words.Length > 0:
                made.InsertRange(at, Pick(words));
                break;
            case 7 when words.Length > 0:
                var word = Pick(words);
                Put(made, at, word);
                break;
            case 8:
                made.RemoveRange(at, Math.Min(Size(), made.Count - at));
                break;
            case 9:
                made.InsertRange(Place(made.Count), made.GetRange(at, Math.Min(Size(), made.Count - at)));
                break;
            case 10:
                made.RemoveRange(at, made.Count - at);
                break;
            case 11 when other.Length > 0:
                var from = random.Next(other.Length);
                made.InsertRange(at, other.AsSpan(from, Math.Min(Size(), other.Length - from)).ToArray());
                break;
            case 12:
                Repeat(made, at);
                break;
            default:
                Put(made, at, [.. made.GetRange(Place(made.Count), 1), (byte)random.Next(256)]);
                break;
        }
    }

    // Nesting and long runs: what is harmless once may not be a thousand times.
    void Repeat(List<byte> made, int at)
    {
        var piece = made.GetRange(at, Math.Min(random.Next(1, 40), made.Count - at));
        var times = Math.Min(1 << random.Next(1, random.Next(50) == 0 ? 15 : 5), (InputBytesMax - Math.Min(made.Count, InputBytesMax)) / piece.Count);
        made.InsertRange(at, Enumerable.Repeat(piece, times).SelectMany(static p => p));
    }

    // Nearer the beginning more often, where headers are.
    int Place(int count) => random.Next(3) == 0 ? random.Next(Math.Min(count, 8_192)) : random.Next(count);

    int Size() => 1 << random.Next(1, random.Next(2, 14));

    T Pick<T>(T[] from) => from[random.Next(from.Length)];

    static void Put(List<byte> made, int at, int bytes, uint number)
    {
        var word = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(word, number);
        Put(made, at, word[..bytes]);
    }

    static void Put(List<byte> made, int at, byte[] word)
    {
        for (var i = 0; i < word.Length && at + i < made.Count; i++)
        {
            made[at + i] = word[i];
        }
    }
}
