#!/usr/bin/perl
# Another program at the card: a PC/SC client on a stack of its own (Debian's libpcsc-perl), told line by
# line what to do. It answers each line with one line.
#   connect shared|exclusive READER    begin    end    send HEX    disconnect leave|reset
use strict;
use warnings;
use Chipcard::PCSC;
use Chipcard::PCSC::Card;

$| = 1;
my $context = Chipcard::PCSC->new() or die "no PC/SC: $Chipcard::PCSC::errno\n";
my $card;

sub connect_to {
    my ($how, $reader) = @_;
    my $share = $how eq "exclusive" ? $Chipcard::PCSC::SCARD_SHARE_EXCLUSIVE : $Chipcard::PCSC::SCARD_SHARE_SHARED;
    my $protocols = $Chipcard::PCSC::SCARD_PROTOCOL_T0 | $Chipcard::PCSC::SCARD_PROTOCOL_T1;
    $card = Chipcard::PCSC::Card->new($context, $reader, $share, $protocols);
    return $card ? "connected" : "error $Chipcard::PCSC::errno";
}

sub send_command {
    my $answer = $card->Transmit(Chipcard::PCSC::ascii_to_array($_[0] =~ s/(..)/$1 /gr));
    return $answer ? uc(join("", map { sprintf "%02X", $_ } @$answer)) : "error $Chipcard::PCSC::errno";
}

sub disconnect {
    my $disposition = $_[0] eq "reset" ? $Chipcard::PCSC::SCARD_RESET_CARD : $Chipcard::PCSC::SCARD_LEAVE_CARD;
    return $card->Disconnect($disposition) ? "disconnected" : "error";
}

while (my $line = <STDIN>) {
    chomp $line;
    my ($verb, $rest) = split / /, $line, 2;
    if ($verb eq "connect") { print connect_to(split / /, $rest, 2), "\n" }
    elsif ($verb eq "begin") { print $card->BeginTransaction() ? "begun" : "error", "\n" }
    elsif ($verb eq "end") { print $card->EndTransaction($Chipcard::PCSC::SCARD_LEAVE_CARD) ? "ended" : "error", "\n" }
    elsif ($verb eq "send") { print send_command($rest), "\n" }
    elsif ($verb eq "disconnect") { print disconnect($rest), "\n" }
}
