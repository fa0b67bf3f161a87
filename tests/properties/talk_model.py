"""Talks once more, written plainly from what the protocols say, to hold the engine against: no shared code."""

from negsim.talks.move import Kind


class Model:
    """Where a talk should stand. ``worth(party, package)`` tells points, ``keeps`` that red demands hold, and so on."""

    def __init__(self, protocol, parties, *, rounds, worth, keeps, refuses):
        self.protocol, self.parties, self.rounds = protocol, list(parties), rounds
        self.worth, self.keeps, self.refuses = worth, keeps, refuses
        self.latest, self.refused, self.void = {}, set(), []
        self.round, self.turn, self.log, self.asked = 1, 0, [], []
        self.standing = self.text = self.ending = None
        self.takers, self.quiet, self.offers, self.is_vote = set(), 0, {}, False
        if protocol.name.startswith("post-settlement"):
            self.text = protocol.settlement

    @property
    def kind(self):
        return self.protocol.name.partition(":")[0]

    def movers(self):
        if self.kind == "alternating-offers":
            return [self.parties[self.turn]]
        if self.kind == "post-settlement":
            own = self.parties[self.turn]
            return [party for party in self.parties if party != own] if self.is_vote else [own]
        return self.parties

    def allowed(self):
        offers, takes, leaves, quiet = Kind.OFFER, Kind.ACCEPT, Kind.WALK_AWAY, Kind.SILENT
        if self.kind == "alternating-offers":
            return {offers, leaves} | ({takes} if self.standing is not None else set())
        if self.kind == "simultaneous-offers":
            return {offers, leaves} | ({quiet} if self.offers else set())
        if self.kind == "single-text":
            return {takes, quiet, leaves}
        return {takes, quiet} if self.is_vote else {offers, quiet}

    def illegal(self, moves):
        """Return the first party whose offer is no concession, under simultaneous offers."""
        if self.kind != "simultaneous-offers" or self.protocol.concession.value != "egocentric":
            return None
        return next((party for party, move in moves.items() if not self.counts(party, move)), None)

    def counts(self, party, move):
        before = self.offers.get(party)
        if move.kind is not Kind.OFFER or before is None or move.package == before or before in self.refused:
            return True
        return self.concedes(party, before, move.package)

    def concedes(self, party, before, now):
        own = self.worth(party, now) - self.worth(party, before)
        others = [
            self.better(other, now, before) - self.better(other, before, now)
            for other in self.parties
            if other != party
        ]
        return {
            "egocentric": own < 0,
            "strong": min(others) > 0,
            "weak": max(others) > 0,
            "pareto": max(others) > 0 and min(others) >= 0,
        }[self.protocol.concession.value]

    def better(self, party, one, other):
        """Tell whether a party holds one package better than another: what breaks its red demands it never does."""
        if not self.keeps(party, one):
            return False
        return not self.keeps(party, other) or self.worth(party, one) > self.worth(party, other)

    def play(self, moves):
        """Take moves that are all allowed."""
        if self.kind == "simultaneous-offers":
            places = enumerate(moves.items(), start=len(self.log))
            self.void += [place for place, (party, move) in places if not self.counts(party, move)]
        self.log += [(self.round, party, move) for party, move in moves.items()]
        if self.standing is not None and self.kind in {"single-text", "post-settlement"}:
            votes = dict(self.refuses(self.standing))
            self.log += [(self.round, party, move) for party, move in votes.items()]
            moves = moves | votes
        leaving = [party for party, move in moves.items() if move.kind is Kind.WALK_AWAY]
        if leaving:
            self.ending = ("walked-away", None, leaving[0])
            return
        {
            "alternating-offers": self.alternating,
            "simultaneous-offers": self.simultaneous,
            "single-text": self.drafting,
            "post-settlement": self.improving,
        }[self.kind](moves)

    def agree(self, package):
        """Tell whether a package is agreed once those with consent by issue are asked; the log has what they say."""
        for party, consents in self.refuses(package):
            self.log.append((self.round, party, consents))
            if consents.kind is Kind.SILENT:
                return False
        self.ending = ("agreement", package, "")
        return True

    def go_on(self, turn):
        self.turn = turn % len(self.parties)
        if self.turn == 0:
            self.next_round()

    def next_round(self):
        if self.round == self.rounds and self.ending is None:
            self.ending = ("deadline", None, "")
        else:
            self.round += 1

    def alternating(self, moves):
        ((party, move),) = moves.items()
        if move.kind is Kind.OFFER:
            self.standing, self.takers = move.package, {party}
        else:
            self.takers.add(party)
            if len(self.takers) == len(self.parties):
                if self.agree(self.standing):
                    return
                self.standing, self.takers = None, set()
        self.go_on(self.turn + 1)

    def simultaneous(self, moves):
        was, latest = dict(self.offers), dict(self.latest)
        self.latest = self.offers | {party: move.package for party, move in moves.items() if move.kind is Kind.OFFER}
        self.offers.update(
            {
                party: move.package
                for party, move in moves.items()
                if move.kind is Kind.OFFER and self.counts(party, move)
            }
        )
        good = {
            package
            for package in self.offers.values()
            if package not in self.refused
            and all(
                package == own or (self.keeps(other, package) and self.worth(other, package) >= self.worth(other, own))
                for other, own in self.offers.items()
            )
        }
        if good:
            self.possible = good  # chance decides; the test tells which
            return
        if all(self.latest[party] in (was.get(party), latest.get(party)) for party in self.parties):
            self.ending = ("stalled", None, "")
            return
        self.next_round()

    def drafting(self, moves):
        if all(move.kind is Kind.ACCEPT for move in moves.values()):
            self.text = self.standing
        if self.round == self.rounds and self.text is not None:
            self.ending = ("agreement", self.text, "")
            return
        self.next_round()

    def improving(self, moves):
        if self.is_vote:
            if all(move.kind is Kind.ACCEPT for move in moves.values()):
                self.text = self.standing
            self.is_vote, self.standing, self.quiet = False, None, 0
        else:
            (move,) = moves.values()
            if move.kind is Kind.OFFER:
                self.is_vote, self.standing = True, move.package
                return
            self.quiet += 1
            if self.quiet == len(self.parties):
                self.close()
                return
        self.turn = (self.turn + 1) % len(self.parties)
        if self.turn == 0:
            if self.round == self.rounds:
                self.close()
            else:
                self.round += 1

    def close(self):
        self.ending = ("agreement", self.text, "")
