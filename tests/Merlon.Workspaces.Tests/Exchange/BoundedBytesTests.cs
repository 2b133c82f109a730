using System.IO.Compression;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Tests.Exchange;

public sealed class BoundedBytesTests : IDisposable
{
    readonly Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4_096)]
    [InlineData(1_000_003)]
    [InlineData(5_000_000)]
    public void A_compressed_file_larger_than_it_looks_is_put_together_of_its_pieces(int length)
    {
        var bytes = Compressible(length);

        BoundedBytes.OfFile(Gzip(bytes), length + 100).ShouldBeOfType<BoundedBytes.Whole>().Bytes.Span.SequenceEqual(bytes).ShouldBeTrue();
    }

    [Fact]
    public void The_limit_is_exact()
    {
        var path = Gzip(Compressible(1_000_000));

        BoundedBytes.OfFile(path, 1_000_000).ShouldBeOfType<BoundedBytes.Whole>().Bytes.Length.ShouldBe(1_000_000);
        BoundedBytes.OfFile(path, 999_999).ShouldBeOfType<BoundedBytes.Refused>().Code.ShouldBe("FILE005");
    }

    string Gzip(byte[] bytes)
    {
        var path = sandbox.PathOf("a.gz");
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Optimal);
        gzip.Write(bytes);
        return path;
    }

    static byte[] Compressible(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)(i / 97 % 251 ^ i % 7);
        }

        return bytes;
    }
}
