using Kpu.Outreach.Campaigns;

namespace Kpu.Outreach.Tests.Campaigns;

public sealed class OfficeTableTests
{
    private const string Good = "35.72,Kota Blitar,kota,35,Asia/Jakarta,kota-blitar.kpu.go.id,,seen,";

    [Fact]
    public void A_good_row_is_read()
    {
        var row = Assert.Single(Read(OfficeTable.Header + "\n96.71,Kota Sorong,kota,96,Asia/Jayapura,,92.71|92.99,none,Sorkot|Sorong Kota"));
        Assert.Equal(("96.71", "Kota Sorong", OfficeKind.City, null), (row.Office.Code.Value, row.Office.Name, row.Office.Kind, row.Office.Host));
        Assert.Equal(["92.71", "92.99"], row.Office.FormerCodes.Select(c => c.Value));
        Assert.Equal(["Sorkot", "Sorong Kota"], row.Aliases);
    }

    [Theory]
    [InlineData("35.7,Kota Blitar,kota,35,Asia/Jakarta,h,,seen,")]
    [InlineData("35.72,,kota,35,Asia/Jakarta,h,,seen,")]
    [InlineData("35.72,Kota Blitar,city,35,Asia/Jakarta,h,,seen,")]
    [InlineData("35.72,Kota Blitar,kabupaten,35,Asia/Jakarta,h,,seen,")]
    [InlineData("35.05,Kabupaten Blitar,kota,35,Asia/Jakarta,h,,seen,")]
    [InlineData("35,Jawa Timur,national,35,Asia/Jakarta,h,,seen,")]
    [InlineData("35.72,Kota Blitar,kota,36,Asia/Jakarta,h,,seen,")]
    [InlineData("35.72,Kota Blitar,kota,35,Asia/Singapore,h,,seen,")]
    [InlineData("35.72,Kota Blitar,kota,35,Asia/Jakarta,h,35,maybe,")]
    [InlineData("35.72,Kota Blitar,kota,35,Asia/Jakarta,h,old,seen,")]
    [InlineData("35.72,Kota Blitar,kota,35,Asia/Jakarta,,,seen,")]
    [InlineData("35.72,Kota Blitar,kota,35,Asia/Jakarta,h,,none,")]
    [InlineData("35.72,Kota Blitar,kota,35,Asia/Jakarta,h,,seen")]
    [InlineData("")]
    public void A_broken_row_is_named(string line)
    {
        var error = Assert.Throws<FormatException>(() => Read($"{OfficeTable.Header}\n{Good}\n{line}\n{Good}"));
        Assert.Contains("line 3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("code,name")]
    public void Another_header_is_refused(string header) => Assert.Throws<FormatException>(() => Read(header));

    private static IReadOnlyList<OfficeRow> Read(string text)
    {
        using var reader = new StringReader(text);
        return OfficeTable.Read(reader);
    }
}
