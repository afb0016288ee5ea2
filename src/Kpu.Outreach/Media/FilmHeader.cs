using System.Buffers.Binary;

namespace Kpu.Outreach.Media;

/// <summary>Walks the boxes of an MP4 or MOV file to its index (<c>moov</c>), wherever that lies, and reads length, size and rotation from it.</summary>
internal static class FilmHeader
{
    private const double LongestSeconds = 1e9;

    /// <summary>Whether a file may begin with a box of this type. Files of old cameras have no <c>ftyp</c>.</summary>
    internal static bool MayBegin(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("ftyp"u8) || type.SequenceEqual("moov"u8) || type.SequenceEqual("mdat"u8) || type.SequenceEqual("wide"u8) || type.SequenceEqual("free"u8) || type.SequenceEqual("skip"u8);

    internal static async ValueTask<MediaHeader?> ReadAsync(HeaderReader reader)
    {
        var film = new Film();
        var buffer = new byte[16];
        while (await NextBoxAsync(reader, buffer, long.MaxValue).ConfigureAwait(false) is { } box)
        {
            if (box.Type == BoxType.Moov) return await ReadIndexAsync(reader, film, box.End).ConfigureAwait(false) ? film.ToHeader() : null;
            if (box.Type == BoxType.Ftyp)
            {
                if (box.End - reader.Position < 4 || !await reader.FillAsync(buffer.AsMemory(0, 4)).ConfigureAwait(false)) return null;
                if (!film.TakeBrand(buffer.AsSpan(0, 4))) return null;
            }

            if (!await reader.SkipAsync(box.End - reader.Position).ConfigureAwait(false)) return null;
        }

        return null;
    }

    private static async ValueTask<bool> ReadIndexAsync(HeaderReader reader, Film film, long end)
    {
        // The boxes wanted lie in moov, trak and mdia; stepping into these and over all others visits them in file order.
        var buffer = new byte[96];
        while (end - reader.Position >= 8)
        {
            // An index that runs to the end of the file just ends; any other one was cut short.
            if (await NextBoxAsync(reader, buffer, end).ConfigureAwait(false) is not { } box) return end == long.MaxValue && film.HasHeader;
            if (box.Type == BoxType.Trak) film.BeginTrack();
            if (box.Type is BoxType.Trak or BoxType.Mdia) continue;
            var wanted = box.Type switch { BoxType.Mvhd => 32, BoxType.Tkhd => 96, BoxType.Hdlr => 12, _ => 0 };
            if (wanted > 0)
            {
                var taken = (int)Math.Min(wanted, box.End - reader.Position);
                if (!await reader.FillAsync(buffer.AsMemory(0, taken)).ConfigureAwait(false)) return false;
                film.Take(box.Type, buffer.AsSpan(0, taken));
            }

            if (!await reader.SkipAsync(box.End - reader.Position).ConfigureAwait(false)) return false;
        }

        return film.HasHeader;
    }

    /// <summary>The next box inside a box that ends at <paramref name="limit"/>; null at the end or when its size is impossible.</summary>
    private static async ValueTask<Box?> NextBoxAsync(HeaderReader reader, byte[] buffer, long limit)
    {
        var start = reader.Position;
        if (!await reader.FillAsync(buffer.AsMemory(0, 8)).ConfigureAwait(false)) return null;
        var type = BoxTypeOf(buffer.AsSpan(4, 4));
        ulong size = BinaryPrimitives.ReadUInt32BigEndian(buffer);
        if (size == 1)
        {
            if (!await reader.FillAsync(buffer.AsMemory(0, 8)).ConfigureAwait(false)) return null;
            size = BinaryPrimitives.ReadUInt64BigEndian(buffer);
        }
        else if (size == 0)
        {
            return new Box(type, limit);
        }

        return size < (ulong)(reader.Position - start) || size > (ulong)(limit - start) ? null : new Box(type, start + (long)size);
    }

    private static BoxType BoxTypeOf(ReadOnlySpan<byte> type) => BinaryPrimitives.ReadUInt32BigEndian(type) switch
    {
        0x66747970 => BoxType.Ftyp,
        0x6D6F6F76 => BoxType.Moov,
        0x6D766864 => BoxType.Mvhd,
        0x7472616B => BoxType.Trak,
        0x746B6864 => BoxType.Tkhd,
        0x6D646961 => BoxType.Mdia,
        0x68646C72 => BoxType.Hdlr,
        _ => BoxType.Other,
    };

    private enum BoxType
    {
        Other,
        Ftyp,
        Moov,
        Mvhd,
        Trak,
        Tkhd,
        Mdia,
        Hdlr,
    }

    private readonly record struct Box(BoxType Type, long End);

    /// <summary>What was read so far. The first track of pictures gives the size; a file with tracks of sound only is sound.</summary>
    private sealed class Film
    {
        private bool _isQuickTime = true;
        private bool _hasPictures;
        private bool _hasSound;
        private TimeSpan? _duration;
        private (int Width, int Height)? _size;
        private (int Width, int Height)? _trackSize;

        internal bool HasHeader { get; private set; }

        /// <summary>Takes the major brand; false for pictures kept in the same kind of boxes (HEIC, AVIF).</summary>
        internal bool TakeBrand(ReadOnlySpan<byte> brand)
        {
            _isQuickTime = brand.SequenceEqual("qt  "u8);
            return !(brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.StartsWith("avi"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8));
        }

        internal void BeginTrack() => _trackSize = null;

        internal void Take(BoxType type, ReadOnlySpan<byte> body)
        {
            switch (type)
            {
                case BoxType.Mvhd:
                    HasHeader = true;
                    _duration = DurationOf(body);
                    break;
                case BoxType.Tkhd:
                    _trackSize = SizeOf(body);
                    break;
                case BoxType.Hdlr when body.Length == 12 && body[8..].SequenceEqual("vide"u8):
                    _hasPictures = true;
                    _size ??= _trackSize;
                    break;
                case BoxType.Hdlr when body.Length == 12 && body[8..].SequenceEqual("soun"u8):
                    _hasSound = true;
                    break;
            }
        }

        internal MediaHeader ToHeader()
        {
            var type = _hasSound && !_hasPictures ? "audio/mp4" : _isQuickTime ? "video/quicktime" : "video/mp4";
            return new MediaHeader(type, _size?.Width, _size?.Height, _duration);
        }

        private static TimeSpan? DurationOf(ReadOnlySpan<byte> body)
        {
            uint scale;
            ulong duration;
            if (body.Length >= 32 && body[0] == 1)
            {
                scale = BinaryPrimitives.ReadUInt32BigEndian(body[20..]);
                duration = BinaryPrimitives.ReadUInt64BigEndian(body[24..]);
            }
            else if (body.Length >= 20 && body[0] == 0)
            {
                scale = BinaryPrimitives.ReadUInt32BigEndian(body[12..]);
                duration = BinaryPrimitives.ReadUInt32BigEndian(body[16..]);
                if (duration == uint.MaxValue) return null;
            }
            else
            {
                return null;
            }

            // Zero means "not known here" (the film comes in fragments), a huge one that nobody knew.
            if (scale == 0 || duration == 0) return null;
            var seconds = (double)duration / scale;
            return seconds > LongestSeconds ? null : TimeSpan.FromSeconds(seconds);
        }

        private static (int Width, int Height)? SizeOf(ReadOnlySpan<byte> body)
        {
            if (body.Length == 0) return null;
            var matrix = body[0] == 1 ? 52 : 40;
            if (body.Length < matrix + 44) return null;

            // Sides are fixed-point numbers of 16.16 bits.
            var width = (int)(BinaryPrimitives.ReadUInt32BigEndian(body[(matrix + 36)..]) >> 16);
            var height = (int)(BinaryPrimitives.ReadUInt32BigEndian(body[(matrix + 40)..]) >> 16);
            if (width == 0 || height == 0) return null;

            // A quarter turn leaves nothing on the diagonal of the matrix.
            var isTurned = BinaryPrimitives.ReadInt32BigEndian(body[matrix..]) == 0 && BinaryPrimitives.ReadInt32BigEndian(body[(matrix + 16)..]) == 0
                && BinaryPrimitives.ReadInt32BigEndian(body[(matrix + 4)..]) != 0 && BinaryPrimitives.ReadInt32BigEndian(body[(matrix + 12)..]) != 0;
            return isTurned ? (height, width) : (width, height);
        }
    }
}
