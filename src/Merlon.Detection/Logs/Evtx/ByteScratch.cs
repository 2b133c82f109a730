namespace Merlon.Logs.Evtx;

/// <summary>Bytes that are written one after the other and used again for the next record.</summary>
sealed class ByteScratch(int capacity)
{
    byte[] bytes = new byte[capacity];

    /// <summary>Bytes written since the last <see cref="Clear"/>.</summary>
    public int Length { get; private set; }

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    /// <summary>Forgets what was written.</summary>
    public void Clear() => Length = 0;

    /// <summary>Forgets what was written past <paramref name="length"/>.</summary>
    public void CutTo(int length) => Length = Math.Min(Length, length);

    /// <summary>At least <paramref name="count"/> bytes to write into; <see cref="Advance"/> says how many were.</summary>
    public Span<byte> Free(int count)
    {
        if (bytes.Length - Length < count)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + count));
        }

        return bytes.AsSpan(Length);
    }

    /// <summary>Takes <paramref name="count"/> bytes of <see cref="Free"/> as written.</summary>
    public void Advance(int count) => Length += count;

    /// <summary>Writes <paramref name="value"/>.</summary>
    public void Write(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Free(value.Length));
        Length += value.Length;
    }

    /// <summary>Writes one byte.</summary>
    public void Write(byte value)
    {
        Free(1)[0] = value;
        Length++;
    }

    /// <summary>Writes a number of 16 bits, little endian.</summary>
    public void Write(ushort value)
    {
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(Free(2), value);
        Length += 2;
    }
}
